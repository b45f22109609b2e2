import { type Defect, instead, without } from './defect.ts';

const mcp = 'mcp-server/http-server.ts';
const gateway = 'src/gateway/http-server.ts';
const body = 'src/platform/read-body.ts';
const mcpSuites = ['mcp-server/http-server.test.ts', 'mcp-server/tokens.test.ts'];
const gatewaySuites = ['src/gateway/http-server.test.ts'];
const streamSuites = ['src/gateway/streams.test.ts'];

/** What the doors of MCP server and gateway could let in. */
export const doorDefects = {
  'MCP server: any host': {
    threat: 'T21',
    suites: mcpSuites,
    change: without(mcp, '!hasKnownHost(request, response) || '),
  },
  'MCP server: any origin': {
    threat: 'T21',
    suites: mcpSuites,
    change: without(mcp, ' || !hasKnownOrigin(request, response)'),
  },
  'MCP server: batches': {
    threat: 'T12',
    suites: mcpSuites,
    change: instead(mcp, 'if (Array.isArray(value)) {', 'if (false) {'),
  },
  'MCP server: any content type': {
    threat: 'T11',
    suites: mcpSuites,
    change: instead(mcp, 'if (!isJson(request)) {', 'if (false) {'),
  },
  'MCP server: no step-up at the door': {
    threat: 'T30',
    suites: mcpSuites,
    change: without(mcp, '      requireScopeOf(message, actor);\n'),
  },
  'MCP server: no scope at the tool': {
    threat: 'T30',
    suites: ['mcp-server/define-tool.test.ts'],
    change: instead(
      'mcp-server/define-tool.ts',
      'if (!actor.scopes.includes(contract.scope)) {',
      'if (false) {',
    ),
  },
  'MCP server: errors tell what happened inside': {
    threat: 'T18',
    suites: ['mcp-server/create-protocol-server.test.ts'],
    change: instead(
      'mcp-server/to-tool-result.ts',
      '`Something went wrong on our side. Reference: ${traceId}`',
      'String(error)',
    ),
  },
  'bodies: of any size': {
    threat: 'T13',
    suites: mcpSuites,
    change: instead(body, 'const maxBodyBytes = 256 * 1024;', 'const maxBodyBytes = 1e9;'),
  },
  'bodies: of any depth': {
    threat: 'T13',
    suites: gatewaySuites,
    change: instead(body, 'const maxDepth = 32;', 'const maxDepth = 1e9;'),
  },
  'gateway: batches of any size': {
    threat: 'T12',
    suites: gatewaySuites,
    change: without(gateway, '    maxBatchSize,\n'),
  },
  'gateway: any content type': {
    threat: 'T11',
    suites: gatewaySuites,
    change: without(gateway, 'if (isJson(request)) '),
  },
  'gateway: pages of any origin': {
    threat: 'T11',
    suites: gatewaySuites,
    change: without('src/gateway/cors.ts', ' && origins.includes(origin)'),
  },
  'gateway: streams without end': {
    threat: 'T14',
    suites: streamSuites,
    change: instead(
      'src/gateway/stream-slots.ts',
      'if (slots.size >= perPerson) {',
      'if (false) {',
    ),
  },
  'gateway: streams by another spelling': {
    threat: 'T14',
    suites: streamSuites,
    change: instead(gateway, 'const text = decodeURIComponent(path);', 'const text = path;'),
  },
} satisfies Record<string, Defect>;

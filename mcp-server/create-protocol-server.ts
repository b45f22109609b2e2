import { ProtocolError, ProtocolErrorCode, Server, type Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import type { Logger } from '#src/platform/logger.ts';
import type { Tool as OurTool } from './define-tool.ts';
import { toToolError, toToolResult } from './to-tool-result.ts';
import { toolHandlers } from './tool-handlers.ts';

const tools = new Map<string, OurTool>(
  Object.entries(toolHandlers).filter(([, tool]) => tool.contract.surfaces.includes('mcp')),
);

/** Tells an MCP client that the server works and its token is good; no contract of ours. */
const healthCheck: Tool = {
  name: 'health_check',
  title: 'Health check',
  description: 'Tell whether the server works.',
  inputSchema: { type: 'object', properties: {}, additionalProperties: false },
  annotations: { readOnlyHint: true, openWorldHint: false },
};

const toolDefinitions: Tool[] = [
  ...[...tools.values()].map(({ contract }) => toDefinition(contract)),
  healthCheck,
];

/** The scope that a tool needs; undefined for a name that is no tool of ours. */
export function scopeOfTool(name: string): string | undefined {
  return tools.get(name)?.contract.scope;
}

export interface ProtocolServerOptions {
  actor: Actor;
  db: TenantDatabase;
  logger: Logger;
  traceId: string;
}

/** A protocol server for one request of one actor; nothing of it outlives the answer. */
export function createProtocolServer({ actor, db, logger, traceId }: ProtocolServerOptions) {
  const server = new Server(
    { name: 'throughline', title: 'Throughline', version: '0.1.0' },
    { capabilities: { tools: {} } },
  );
  server.setRequestHandler('tools/list', () => ({ tools: toolDefinitions }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    if (params.name === healthCheck.name) return toToolResult({ status: 'ok' });
    const tool = tools.get(params.name);
    if (!tool) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no tool of this name.');
    }
    try {
      const { signal } = context.mcpReq;
      return toToolResult(await tool.call({ input: params.arguments ?? {}, actor, db, signal }));
    } catch (error) {
      return toToolError(error, { logger, tool: params.name, traceId });
    }
  });
  return server;
}

function toDefinition(contract: ToolContract): Tool {
  const { name, title, description, annotations, input, output } = contract;
  return {
    name,
    title,
    description,
    inputSchema: toObjectSchema(input),
    outputSchema: toObjectSchema(output),
    annotations: {
      title,
      readOnlyHint: annotations.readOnly,
      destructiveHint: annotations.destructive,
      idempotentHint: annotations.idempotent,
      openWorldHint: false,
    },
  };
}

function toObjectSchema(schema: z.ZodObject): Tool['inputSchema'] {
  return { ...z.record(z.string(), z.json()).parse(z.toJSONSchema(schema)), type: 'object' };
}

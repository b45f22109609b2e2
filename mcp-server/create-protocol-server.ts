import {
  type CallToolRequest,
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
  type Tool,
} from '@modelcontextprotocol/server';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { toolDefinition } from '#src/contracts/tool-definition.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import type { Logger } from '#src/platform/logger.ts';
import { outcomeOf } from './audited.ts';
import type { CallRecord } from './call-record.ts';
import type { Tool as OurTool } from './define-tool.ts';
import { toToolError, toToolResult } from './to-tool-result.ts';
import { toolHandlers } from './tool-handlers.ts';

const allTools = new Map<string, OurTool>(Object.entries(toolHandlers));
const mcpTools = new Map(
  [...allTools].filter(([, { contract }]) => contract.surfaces.includes('mcp')),
);

/**
 * What this actor may know of. Our own gateway, which acts by an exchanged token, carries every
 * surface; an external client has those of MCP.
 */
function toolsFor(actor: Actor): ReadonlyMap<string, OurTool> {
  return actor.kind === 'client' && actor.act !== undefined ? allTools : mcpTools;
}

const definitions = new Map(
  [...allTools].map(([name, { contract }]) => [name, toolDefinition(contract)]),
);

/** A tool beside the registry, which no contract describes and any good token may call. */
export interface ExtraTool {
  readonly definition: Tool;
  call(params: CallToolRequest['params'], context: ServerContext): Promise<CallToolResult>;
}

/** Tells an MCP client that the server works and its token is good. */
export const healthCheck: ExtraTool = {
  definition: {
    name: 'health_check',
    title: 'Health check',
    description: 'Tell whether the server works.',
    inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  call: async () => toToolResult({ status: 'ok' }),
};

/** The scope that a tool needs; undefined for a name that is no tool for this actor. */
export function scopeOfTool(actor: Actor, name: string): string | undefined {
  return toolsFor(actor).get(name)?.contract.scope;
}

export interface ProtocolServerOptions {
  actor: Actor;
  db: TenantDatabase;
  logger: Logger;
  traceId: string;
  extraTools: readonly ExtraTool[];
  /** Of the request, when it is a tool call. */
  record: CallRecord | undefined;
}

/** A protocol server for one request of one actor; nothing of it outlives the answer. */
export function createProtocolServer({
  actor,
  db,
  logger,
  traceId,
  extraTools,
  record,
}: ProtocolServerOptions) {
  const server = new Server(
    { name: 'throughline', title: 'Throughline', version: '0.1.0' },
    { capabilities: { tools: {} } },
  );
  const tools = toolsFor(actor);
  server.setRequestHandler('tools/list', () => ({
    tools: [
      ...[...tools.keys()].flatMap((name) => definitions.get(name) ?? []),
      ...extraTools.map(({ definition }) => definition),
    ],
  }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const tool = tools.get(params.name);
    const extra = extraTools.find(({ definition }) => definition.name === params.name);
    try {
      // Taken already by who gave the request up: nobody would write down what is done now.
      if (!record?.take()) throw new AppError('CANCELLED', 'The call was cancelled.');
      if (tool) {
        const { signal } = context.mcpReq;
        const input = params.arguments ?? {};
        const idempotencyKey = params._meta?.['throughline/idempotencyKey'];
        const request = { input, idempotencyKey, actor, db, signal, record };
        return toToolResult(await tool.call(request));
      }
      if (extra) return await recorded(record, () => extra.call(params, context));
      await record.writeAlone('BAD_REQUEST');
    } catch (error) {
      // The protocol's own errors are the SDK's to answer.
      if (error instanceof ProtocolError) throw error;
      return toToolError(error, { logger, tool: params.name, traceId });
    }
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no tool of this name.');
  });
  return server;
}

/** A tool without a transaction: it changes nothing, so that its row may come after it. */
async function recorded(
  record: CallRecord,
  call: () => Promise<CallToolResult>,
): Promise<CallToolResult> {
  try {
    const result = await call();
    await record.writeAlone(result.isError ? 'INTERNAL' : 'ok');
    return result;
  } catch (error) {
    await record.writeAlone(error instanceof ProtocolError ? 'BAD_REQUEST' : outcomeOf(error));
    throw error;
  }
}

import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CallRecord } from '#mcp-server/call-record.ts';
import type { Tool, ToolRequest } from '#mcp-server/define-tool.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { type GrantedScope, Scope } from '#src/contracts/scope.ts';
import { createTenantDatabase, type TenantDatabase } from '#src/db/client.ts';
import { createLogger } from '#src/platform/logger.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** The tools alone, without HTTP, on a database of their own as the role of the MCP server. */
export interface ToolBench {
  readonly database: TestDatabase;
  readonly db: TenantDatabase;
  /** Somebody whom no other test knows. */
  newActor(scopes?: readonly GrantedScope[]): Actor;
  /** What a call takes. */
  request(tool: Pick<Tool, 'contract'>, actor: Actor, input: unknown): ToolRequest;
  call<Name extends string, Input extends z.ZodObject, Output extends z.ZodObject>(
    tool: Tool<ToolContract<Name, Input, Output>>,
    actor: Actor,
    input: unknown,
  ): Promise<z.output<Output>>;
  /** The AppError of a call that must fail. */
  failure(tool: Pick<Tool, 'call' | 'contract'>, actor: Actor, input: unknown): Promise<AppError>;
  stop(): Promise<void>;
}

/** @param through turns the database's address into the one that the tools connect to */
export async function startToolBench(
  clusterUrl?: string,
  through = (url: string) => url,
): Promise<ToolBench> {
  const database = await createTestDatabase(clusterUrl);
  const db = createTenantDatabase(through(database.tools));
  const { signal } = new AbortController();
  const logger = createLogger('tools', 'silent');
  const requestOf: ToolBench['request'] = (tool, actor, input) => {
    const params = { name: tool.contract.name, arguments: input };
    const record = new CallRecord({ actor, db, logger, traceId: randomUUID(), params });
    return { input, actor, db, signal, record };
  };
  return {
    database,
    db,
    newActor: (scopes = Scope.options) => ({
      kind: 'client',
      userId: randomUUID(),
      sessionId: 'session',
      scopes: [...scopes],
      clientId: 'test',
    }),
    request: requestOf,
    call: (tool, actor, input) => tool.call(requestOf(tool, actor, input)),
    failure: async (tool, actor, input) => {
      try {
        await tool.call(requestOf(tool, actor, input));
      } catch (error) {
        if (error instanceof AppError) return error;
        throw error;
      }
      throw new Error('The call was expected to fail.');
    },
    stop: async () => {
      await db.prisma.$disconnect();
      await database.drop();
    },
  };
}

import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import type { z } from 'zod';
import { callTool } from '#src/agent/mcp-client.ts';
import type { ReadOnlyContract, ToolContract } from '#src/contracts/define-contract.ts';
import type { ToolInput, ToolName, ToolOutput } from '#src/contracts/tool-registry.ts';
import { protectedProcedure } from './trpc.ts';

/** A tool that only reads, as a query. */
export function toolQuery<
  Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
>(contract: ReadOnlyContract<Name, Input, Output>) {
  return (
    protectedProcedure
      .input((raw) => contract.input.parse(withoutDirection(raw)))
      // Inside a generic tRPC's input type stays deferred: parsing again takes the place of a cast.
      .query(({ ctx, input, signal }) =>
        callTool(ctx.tools, contract, contract.input.parse(input), { signal }),
      )
  );
}

/** A tool as a mutation. A caller that may repeat it names it by an `idempotency-key` header. */
export function toolMutation<
  Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
>(contract: ToolContract<Name, Input, Output>) {
  return protectedProcedure
    .input((raw) => contract.input.parse(raw))
    .mutation(({ ctx: { tools, idempotencyKey }, input, signal }) =>
      callTool(tools, contract, contract.input.parse(input), { signal, idempotencyKey }),
    );
}

/** tRPC puts `direction` into the input of infinite queries; contracts are closed and know it not. */
function withoutDirection(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('direction' in raw)) return raw ?? {};
  const { direction: _direction, ...rest } = raw;
  return rest;
}

interface Call<Name extends ToolName> {
  input: ToolInput<Name>;
  output: ToolOutput<Name>;
  meta: unknown;
}

/** A line for each tool of a noun: `list_tasks` is `list` of the noun `task`. */
export type ToolProcedures<Noun extends string> = {
  [Name in ToolName as Name extends `${infer Verb}_${Noun}${'' | 's'}` ? Verb : never]:
    TRPCQueryProcedure<Call<Name>> | TRPCMutationProcedure<Call<Name>>;
};

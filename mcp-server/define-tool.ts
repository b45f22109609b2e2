import type { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';

export interface ToolCall<Input> {
  readonly input: Input;
  readonly actor: Actor;
  /** The one transaction of this call; it is rolled back when the handler throws. */
  readonly transaction: ActorTransaction;
  readonly now: Date;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** A contract with its handler, behind checks that are the same for every tool. */
export interface Tool<Contract extends ToolContract = ToolContract> {
  readonly contract: Contract;
  /** @returns the output, parsed by the contract. Throws AppError, or what nobody foresaw. */
  call(request: ToolRequest): Promise<z.infer<Contract['output']>>;
}

export interface ToolRequest {
  /** As it came over the wire. */
  readonly input: unknown;
  readonly actor: Actor;
  readonly db: TenantDatabase;
  readonly signal: AbortSignal;
}

/** One tool call is one transaction: what a failed call wrote is gone. */
export function defineTool<
  Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
  ReadOnly extends boolean,
>(
  contract: ToolContract<Name, Input, Output, ReadOnly>,
  handler: (call: ToolCall<z.output<Input>>) => Promise<z.output<Output>>,
): Tool<ToolContract<Name, Input, Output, ReadOnly>> {
  return {
    contract,
    call: async ({ input, actor, db, signal }) => {
      if (!actor.scopes.includes(contract.scope)) {
        throw new AppError('FORBIDDEN', `This needs the scope ${contract.scope}.`, {
          details: { scopes: [contract.scope] },
        });
      }
      const parsed = contract.input.safeParse(input);
      if (!parsed.success) throw AppError.fromZod(parsed.error);
      return withActor(db, actor, async (transaction) => {
        const output = await handler({
          input: parsed.data,
          actor,
          transaction,
          now: new Date(),
          signal,
        });
        if (signal.aborted) throw new AppError('CANCELLED', 'The call was cancelled.');
        // Before the commit: an answer that breaks our promise leaves nothing behind.
        return contract.output.parse(output);
      });
    },
  };
}

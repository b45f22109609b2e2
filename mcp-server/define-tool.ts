import type { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import type { Change } from '#src/db/change.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import type { ActorTransaction } from '#src/db/with-actor.ts';
import { audited } from './audited.ts';
import type { CallRecord } from './call-record.ts';
import { idempotent, parseIdempotencyKey } from './idempotent.ts';

export interface ToolCall<Input> {
  readonly input: Input;
  readonly actor: Actor;
  /** The one transaction of this call; what the handler did in it is undone when it throws. */
  readonly transaction: ActorTransaction;
  readonly now: Date;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Tells the audit what the call changed. Answers the row: as it is now, or as it was deleted. */
  readonly changed: <Row extends object>(change: Change<Row>) => Row;
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
  /** As it came; a call that changes something is carried out once for each. */
  readonly idempotencyKey?: unknown;
  readonly actor: Actor;
  readonly db: TenantDatabase;
  readonly signal: AbortSignal;
  /** Taken: the tool writes the outcome, whatever it is. */
  readonly record: CallRecord;
}

/**
 * One tool call is one transaction and one audit row: what a failed call wrote is gone, and what a
 * repeated one wrote stands once.
 */
export function defineTool<
  Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
  ReadOnly extends boolean,
>(
  contract: ToolContract<Name, Input, Output, ReadOnly>,
  handler: (call: ToolCall<z.output<Input>>) => Promise<z.output<Output>>,
): Tool<ToolContract<Name, Input, Output, ReadOnly>> {
  function admit(actor: Actor, input: unknown): z.output<Input> {
    if (!actor.scopes.includes(contract.scope)) {
      throw new AppError('FORBIDDEN', `This needs the scope ${contract.scope}.`, {
        details: { scopes: [contract.scope] },
      });
    }
    const parsed = contract.input.safeParse(input);
    if (!parsed.success) throw AppError.fromZod(parsed.error);
    return parsed.data;
  }

  return {
    contract,
    call: ({ input, idempotencyKey, actor, db, signal, record }) =>
      audited({
        db,
        actor,
        record,
        admit: () => ({
          input: admit(actor, input),
          key: parseIdempotencyKey(idempotencyKey),
        }),
        carryOut: (admitted, transaction, changed) =>
          idempotent({ contract, actor, transaction, ...admitted }, async () => {
            const now = new Date();
            const call = { input: admitted.input, actor, transaction, now, signal, changed };
            const output = await handler(call);
            if (signal.aborted) throw new AppError('CANCELLED', 'The call was cancelled.');
            // Before the commit: an answer that breaks our promise leaves nothing behind.
            return contract.output.parse(output);
          }),
      }),
  };
}

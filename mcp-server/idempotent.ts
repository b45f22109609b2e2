import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { keepAnswer, takeKey } from '#src/db/repositories/idempotency-key.ts';
import type { ActorTransaction } from '#src/db/with-actor.ts';
import { canonicalHash } from '#src/platform/canonical-hash.ts';
import type { CarriedOut } from './audited.ts';

const maxChars = 200;
const Key = z
  .string()
  .regex(/^[\x21-\x7e]+$/)
  .max(maxChars);

/** @throws AppError BAD_REQUEST for what cannot be a key */
export function parseIdempotencyKey(given: unknown): string | undefined {
  if (given === undefined) return undefined;
  const key = Key.safeParse(given);
  if (key.success) return key.data;
  throw new AppError(
    'BAD_REQUEST',
    `An idempotency key must be text of 1 to ${maxChars} ASCII characters without blanks.`,
  );
}

/**
 * Carries a call out once for each key of its client, however often and by however many at a time it
 * is made: a retry gets the answer of the first. The answer is kept in the transaction of the call;
 * a call that fails keeps nothing, and may be made again under its key.
 * @throws AppError BAD_REQUEST for the key of another call
 */
export async function idempotent<Output extends z.ZodObject>(
  call: {
    contract: ToolContract<string, z.ZodObject, Output>;
    input: unknown;
    actor: Actor;
    transaction: ActorTransaction;
    key: string | undefined;
  },
  carryOut: () => Promise<z.output<Output>>,
): Promise<CarriedOut<z.output<Output>>> {
  const { contract, input, actor, transaction, key } = call;
  // To read twice does no harm.
  if (key === undefined || contract.annotations.readOnly) return { result: await carryOut() };
  const fingerprint = canonicalHash({ tool: contract.name, input });
  const kept = await takeKey(transaction, actor, { key, fingerprint });
  if (kept && kept.fingerprint !== fingerprint) {
    throw new AppError(
      'BAD_REQUEST',
      'This idempotency key stands for another call: use a new one for each call.',
    );
  }
  if (kept) return { result: contract.output.parse(kept.answer), replayed: true };
  const result = await carryOut();
  await keepAnswer(transaction, actor, key, result);
  return { result };
}

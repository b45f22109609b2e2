import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import type { ActorTransaction } from '../with-actor.ts';

/** How long a retry finds its answer, at least. */
const keptMs = 24 * 60 * 60_000;

/** What a call was answered under a key, and which call it was. */
export interface KeptAnswer {
  fingerprint: string;
  answer: unknown;
}

/**
 * Takes the key for a call of this transaction, or tells what it stands for already. Waits for
 * whoever is taking it at the same time: to see their answer, or to go first when they fail.
 */
export async function takeKey(
  transaction: ActorTransaction,
  actor: Actor,
  { key, fingerprint }: { key: string; fingerprint: string },
): Promise<KeptAnswer | null> {
  const id = idOf(actor, key);
  const expiresAt = new Date(Date.now() + keptMs);
  const { count } = await transaction.idempotencyKey.createMany({
    data: { ...id, fingerprint, expiresAt },
    skipDuplicates: true,
  });
  if (count === 1) return null;
  return transaction.idempotencyKey.findUniqueOrThrow({
    where: { userId_clientId_key: id },
    select: { fingerprint: true, answer: true },
  });
}

/** Keeps the answer of a call whose key was taken in this transaction. */
export async function keepAnswer(
  transaction: ActorTransaction,
  actor: Actor,
  key: string,
  answer: unknown,
): Promise<void> {
  await transaction.idempotencyKey.update({
    where: { userId_clientId_key: idOf(actor, key) },
    data: { answer: z.record(z.string(), z.json()).parse(answer) },
  });
}

function idOf(actor: Actor, key: string) {
  return { userId: actor.userId, clientId: actor.kind === 'client' ? actor.clientId : '', key };
}

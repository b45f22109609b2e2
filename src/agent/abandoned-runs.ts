import type { Actor } from '#src/contracts/actor.ts';
import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { MessagePart } from '#src/contracts/message.ts';
import { applyRunEvent } from '#src/contracts/run-event.ts';
import { setMessageParts } from '#src/db/repositories/message.ts';
import { endRun, listRunningRuns, type Run } from '#src/db/repositories/run.ts';
import { addRunEvents, listRunEvents } from '#src/db/repositories/run-event.ts';
import type { ActorTransaction } from '#src/db/with-actor.ts';

/** What a person reads when the process that wrote their answer is gone. */
export const interrupted: AppErrorShape = {
  code: 'UNAVAILABLE',
  message: 'The run was interrupted. What it did stays done; send your message again to go on.',
};

/** Ends a run whose worker is gone, for whoever comes upon it. At most one of them does. */
export async function closeAbandonedRun(
  transaction: ActorTransaction,
  actor: Actor,
  run: Run,
): Promise<void> {
  const closed = await endRun(transaction, actor, run.id, {
    status: 'failed',
    error: interrupted,
    abandonedOnly: true,
  });
  if (!closed) return;
  const events = await listRunEvents(transaction, actor, { runId: run.id, after: 0 });
  const parts = events.reduce(
    (before: MessagePart[], { event }) => applyRunEvent(before, event),
    [],
  );
  await setMessageParts(transaction, actor, run.messageId, parts);
  await addRunEvents(transaction, actor, run.id, [
    { seq: (events.at(-1)?.seq ?? 0) + 1, event: { type: 'error', error: interrupted } },
  ]);
}

/** The conversation's runs that are truly under way, after the abandoned ones were closed. */
export async function closeAbandonedRuns(
  transaction: ActorTransaction,
  actor: Actor,
  conversationId: string,
): Promise<Run[]> {
  const runs = await listRunningRuns(transaction, actor, conversationId);
  for (const run of runs.filter(({ abandoned }) => abandoned)) {
    await closeAbandonedRun(transaction, actor, run);
  }
  return runs.filter(({ abandoned }) => !abandoned);
}

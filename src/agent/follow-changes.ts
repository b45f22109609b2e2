import type { Actor } from '#src/contracts/actor.ts';
import type { ResourceChange } from '#src/contracts/chat.ts';
import type { EventBus } from './event-bus.ts';

/** Yields when something of the actor's changed, until aborted. */
export async function* followChanges(
  bus: EventBus,
  actor: Actor,
  end: AbortSignal,
): AsyncGenerator<ResourceChange, void> {
  using tasks = bus.subscribe({ kind: 'change', userId: actor.userId, resource: 'task' });
  while (!end.aborted) {
    if (await tasks.next({ signal: end })) yield { resource: 'task' };
  }
}

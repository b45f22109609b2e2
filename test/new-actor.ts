import { randomUUID } from 'node:crypto';
import type { Actor } from '#src/contracts/actor.ts';
import { Scope } from '#src/contracts/scope.ts';

/** A person nobody else in the tests knows, with every scope. */
export function newActor(): Actor {
  const [userId, sessionId] = [randomUUID(), randomUUID()];
  return { kind: 'user', userId, sessionId, scopes: [...Scope.options] };
}

import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import type { AppErrorCode } from '#src/contracts/app-error.ts';
import type { Change } from '#src/db/change.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { addAuditEntry } from '#src/db/repositories/audit-entry.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';
import type { Logger } from '#src/platform/logger.ts';
import { newId, timeOfId } from '#src/platform/new-id.ts';
import { storableText } from '#src/platform/storable.ts';
import { auditableArguments } from './auditable-arguments.ts';

/** `replayed`: the caller got the answer of an earlier call, and nothing was done. */
export type CallOutcome = 'ok' | 'replayed' | AppErrorCode;

interface CallRecordOptions {
  actor: Actor;
  db: TenantDatabase;
  logger: Logger;
  traceId: string;
  /** The `params` of `tools/call`, as they came over the wire. */
  params: unknown;
}

const maxNameChars = 128;
const Name = z.string().transform((text) => storableText(text).slice(0, maxNameChars));

/** What a call says of itself. All of it is the caller's word, and any of it may be missing. */
const Params = z
  .object({
    name: Name.catch(''),
    arguments: z.unknown().optional(),
    _meta: z
      .object({
        'throughline/runId': Name.optional().catch(undefined),
        'throughline/callId': Name.optional().catch(undefined),
      })
      .catch({}),
  })
  .catch({ name: '', arguments: undefined, _meta: {} });

/**
 * One tool call as the audit knows it, from its arrival to its outcome. Exactly one row comes of it:
 * either whoever carries the call out writes it, or whoever refuses to.
 */
export class CallRecord {
  readonly #options: CallRecordOptions;
  readonly #params: z.infer<typeof Params>;
  readonly #id = newId();
  readonly #startedMs = performance.now();
  #isTaken = false;

  constructor(options: CallRecordOptions) {
    this.#options = options;
    this.#params = Params.parse(options.params);
  }

  /** Whoever gets true carries the call out and writes its outcome. */
  take(): boolean {
    const isFree = !this.#isTaken;
    this.#isTaken = true;
    return isFree;
  }

  /** The outcome of a call that nobody carries out; nothing when somebody does. */
  async refuse(outcome: AppErrorCode): Promise<void> {
    if (this.take()) await this.writeAlone(outcome);
  }

  /**
   * Writes the row in the call's own transaction: either both are committed or neither is. A call
   * that undoes several changes has a row for each, so that each can be undone in turn.
   */
  async write(
    transaction: ActorTransaction,
    outcome: CallOutcome,
    [first, ...more]: readonly Change<object>[] = [],
  ): Promise<void> {
    const written = [await this.#insert(transaction, outcome, first)];
    for (const change of more) {
      written.push(await this.#insert(transaction, outcome, change, newId()));
    }
    if (written.includes(false)) throw new Error('This call has its audit row already.');
  }

  /**
   * Writes the row of a call that changed nothing, in a transaction of its own, unless a commit whose
   * answer was lost has brought it. When it cannot be written the log has to do: the caller is
   * refused already.
   */
  async writeAlone(outcome: CallOutcome): Promise<void> {
    const { actor, db, logger, traceId } = this.#options;
    try {
      await withActor(db, actor, (transaction) => this.#insert(transaction, outcome));
    } catch (err) {
      const { userId } = actor;
      const { name } = this.#params;
      logger.error({ err, userId, tool: name, outcome, traceId }, 'a call could not be audited');
    }
  }

  #insert(
    transaction: ActorTransaction,
    outcome: CallOutcome,
    change?: Change<object>,
    id = this.#id,
  ) {
    const { actor, traceId } = this.#options;
    const { name, _meta } = this.#params;
    return addAuditEntry(transaction, actor, {
      id,
      at: timeOfId(id),
      tool: name,
      runId: _meta['throughline/runId'],
      callId: _meta['throughline/callId'],
      arguments: auditableArguments(this.#params.arguments),
      outcome,
      change,
      traceId,
      durationMs: Math.round(performance.now() - this.#startedMs),
    });
  }
}

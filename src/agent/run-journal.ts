import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '#src/contracts/actor.ts';
import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { MessagePart, ToolOutcome } from '#src/contracts/message.ts';
import { applyRunEvent, type RunEvent } from '#src/contracts/run-event.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { setMessageParts } from '#src/db/repositories/message.ts';
import { endRun, holdRun, type Run } from '#src/db/repositories/run.ts';
import { addRunEvents, type NumberedRunEvent } from '#src/db/repositories/run-event.ts';
import {
  addStepResult,
  createRunStep,
  finishRunStep,
  type StepAnswer,
} from '#src/db/repositories/run-step.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';
import { storableText } from '#src/platform/storable.ts';

/** Text is written at once when it begins, then this often; less often where writing is slow. */
const textIntervalMs = 100;
const maxTextIntervalMs = 1_000;

/** The run was ended or another worker has taken it: nothing may be written here any more. */
export class RunIsOver extends Error {
  override readonly name = 'RunIsOver';
}

/** A write failed: whether it is there only the rows tell, to the worker that goes on from them. */
export class JournalBroke extends Error {
  override readonly name = 'JournalBroke';
}

export type RunEnd =
  { status: 'finished' | 'stopped' } | { status: 'failed'; error: AppErrorShape };

/** Every write throws RunIsOver or JournalBroke when it was not made; nothing is written after it. */
export interface RunJournal {
  /** Appends text; returns at once. */
  text(delta: string): void;
  /** Returns at once. */
  stepStarted(step: number): void;
  /** The answer is written before its tools run. */
  stepAnswered(step: number, answer: StepAnswer, calls: ToolCallEvent[]): Promise<void>;
  toolAnswered(step: number, callId: string, outcome: ToolOutcome): Promise<void>;
  /** A call waits for its person; `write` keeps what they are asked in the same transaction. */
  approvalRequired(
    event: RunEvent,
    write: (transaction: ActorTransaction) => Promise<void>,
  ): Promise<void>;
  stepFinished(step: number): Promise<void>;
  check(): Promise<void>;
  /** Writes what text there is. */
  flush(): Promise<void>;
  /** Writes the last event. */
  end(end: RunEnd): Promise<void>;
}

type ToolCallEvent = Extract<RunEvent, { type: 'tool_call' }>;

export interface RunJournalOptions {
  db: TenantDatabase;
  actor: Actor;
  /** As this worker has claimed it. */
  run: Pick<Run, 'id' | 'attempt' | 'messageId'>;
  /** What workers before this one wrote. */
  written: readonly NumberedRunEvent[];
  /** Text could not be written: the run cannot go on. */
  onFailure: (error: unknown) => void;
}

/** The one writer of a run: everything goes out in the order in which it came in, each event once. */
export function createRunJournal(options: RunJournalOptions): RunJournal {
  const { db, actor, run, written, onFailure } = options;
  const { id: runId, messageId } = run;
  let seq = written.at(-1)?.seq ?? 0;
  let parts = partsOf(written);
  let text = '';
  let writingText = false;
  let last: Promise<void> = Promise.resolve();

  /** Writes after everything before it; the events get their numbers in call order. */
  function append(
    events: RunEvent[],
    also: (transaction: ActorTransaction) => Promise<void> = async () => {},
  ): Promise<void> {
    // Text first, since it came before the events.
    const numbered = [...takeText(), ...events].map((event) => ({ seq: (seq += 1), event }));
    parts = numbered.reduce((before, { event }) => applyRunEvent(before, event), parts);
    last = writeAfter(last, numbered, also);
    return last;
  }

  async function writeAfter(
    before: Promise<void>,
    events: NumberedRunEvent[],
    also: (transaction: ActorTransaction) => Promise<void>,
  ): Promise<void> {
    await before;
    try {
      await db.queued(() =>
        withActor(db, actor, async (transaction) => {
          if (!(await holdRun(transaction, actor, run))) throw new RunIsOver();
          await also(transaction);
          if (events.length > 0) await addRunEvents(transaction, actor, runId, events);
        }),
      );
    } catch (error) {
      throw error instanceof RunIsOver ? error : new JournalBroke('', { cause: error });
    }
  }

  /** The text not yet written. The first half of a surrogate pair waits for the second. */
  function takeText(): RunEvent[] {
    const cut = /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length;
    const delta = storableText(text.slice(0, cut));
    text = text.slice(cut);
    return delta === '' ? [] : [{ type: 'text', delta }];
  }

  async function writeText(): Promise<void> {
    writingText = true;
    try {
      // The first half of a surrogate pair alone waits.
      while (/[^\uD800-\uDBFF]/.test(text)) {
        const startedAt = performance.now();
        await append([]);
        const tookMs = performance.now() - startedAt;
        const intervalMs = Math.min(Math.max(textIntervalMs, 10 * tookMs), maxTextIntervalMs);
        await delay(intervalMs - tookMs);
      }
    } finally {
      writingText = false;
    }
  }

  return {
    text(delta) {
      text += delta;
      if (!writingText) writeText().catch(onFailure);
    },
    stepStarted: (step) => {
      const begun = written.some(({ event }) => event.type === 'step' && event.step === step);
      append([{ type: 'step', step, status: begun ? 'restarted' : 'started' }]).catch(onFailure);
    },
    stepAnswered: (step, answer, calls) =>
      append(calls, async (transaction) => {
        await createRunStep(transaction, actor, { runId, step, answer });
        await setMessageParts(transaction, actor, messageId, parts);
      }),
    toolAnswered: (step, callId, outcome) =>
      append([{ type: 'tool_result', callId, outcome }], (transaction) =>
        addStepResult(transaction, actor, { runId, step, callId, outcome }),
      ),
    approvalRequired: (event, write) => append([event], write),
    stepFinished: (step) =>
      append([{ type: 'step', step, status: 'finished' }], async (transaction) => {
        await finishRunStep(transaction, actor, { runId, step });
        await setMessageParts(transaction, actor, messageId, parts);
      }),
    check: () => append([]),
    flush: () => append([]),
    end: (end) =>
      append([lastEvent(end)], async (transaction) => {
        await endRun(transaction, actor, runId, end);
        await setMessageParts(transaction, actor, messageId, parts);
      }),
  };
}

/** What tells followers that the run is over. */
export function lastEvent(end: RunEnd): RunEvent {
  return end.status === 'failed'
    ? { type: 'error', error: end.error }
    : { type: 'done', reason: end.status };
}

/** The answer as the events tell it. */
export function partsOf(events: readonly NumberedRunEvent[]): MessagePart[] {
  return events.reduce((parts: MessagePart[], { event }) => applyRunEvent(parts, event), []);
}

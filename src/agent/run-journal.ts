import { setTimeout as delay } from 'node:timers/promises';
import type { Actor } from '#src/contracts/actor.ts';
import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { MessagePart, ToolOutcome } from '#src/contracts/message.ts';
import { applyRunEvent, type RunEvent } from '#src/contracts/run-event.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { setMessageParts } from '#src/db/repositories/message.ts';
import { endRun, holdRun } from '#src/db/repositories/run.ts';
import { addRunEvents, type NumberedRunEvent } from '#src/db/repositories/run-event.ts';
import {
  addStepResult,
  createRunStep,
  finishRunStep,
  type StepAnswer,
} from '#src/db/repositories/run-step.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';
import { storableText } from '#src/platform/storable.ts';

/** Text is written at once when it begins, then this often. */
const textIntervalMs = 100;

/** Somebody else ended the run: nothing may be written any more. */
export class RunIsOver extends Error {
  override readonly name = 'RunIsOver';
}

export type RunEnd =
  { status: 'finished' | 'stopped' } | { status: 'failed'; error: AppErrorShape };

export interface RunJournal {
  /** Appends text; returns at once. */
  text(delta: string): void;
  stepStarted(step: number): Promise<void>;
  /** The answer is written before its tools run. */
  stepAnswered(step: number, answer: StepAnswer, calls: ToolCallEvent[]): Promise<void>;
  toolAnswered(step: number, callId: string, outcome: ToolOutcome): Promise<void>;
  stepFinished(step: number): Promise<void>;
  /** Tells that the worker is alive, and looks whether the run was asked to stop. */
  renewLease(): Promise<void>;
  /** Writes the last event; false when somebody else had ended the run. */
  end(end: RunEnd): Promise<boolean>;
}

type ToolCallEvent = Extract<RunEvent, { type: 'tool_call' }>;

export interface RunJournalOptions {
  db: TenantDatabase;
  actor: Actor;
  runId: string;
  /** The assistant message that the run writes. */
  messageId: string;
  /** The run was asked to stop. */
  onStop: () => void;
  /** Text could not be written: the run cannot go on. */
  onFailure: (error: unknown) => void;
}

/** The one writer of a run: everything goes out in the order in which it came in, each event once. */
export function createRunJournal(options: RunJournalOptions): RunJournal {
  const { db, actor, runId, messageId, onStop, onFailure } = options;
  let seq = 0;
  let parts: MessagePart[] = [];
  let unwritten: NumberedRunEvent[] = [];
  let text = '';
  let writingText = false;
  let last: Promise<unknown> = Promise.resolve();

  /** Runs `work` after everything before it; the events get their numbers in call order. */
  function write<Result>(
    events: RunEvent[],
    work: (transaction: ActorTransaction) => Promise<Result>,
  ): Promise<Result> {
    for (const event of events) unwritten.push({ seq: (seq += 1), event });
    parts = events.reduce(applyRunEvent, parts);
    const upTo = seq;
    const written = last.then(async () => {
      // Those of a write that failed are still here and go first.
      const due = unwritten.filter((event) => event.seq <= upTo);
      const result = await withActor(db, actor, async (transaction) => {
        const answer = await work(transaction);
        if (due.length > 0) await addRunEvents(transaction, actor, runId, due);
        return answer;
      });
      unwritten = unwritten.slice(due.length);
      return result;
    });
    last = written;
    return written;
  }

  async function hold(transaction: ActorTransaction): Promise<void> {
    const held = await holdRun(transaction, actor, runId);
    if (!held) throw new RunIsOver();
    if (held.stopRequested) onStop();
  }

  /** Text first, since it came before the events. */
  function append(
    events: RunEvent[],
    also: (transaction: ActorTransaction) => Promise<void> = async () => {},
  ): Promise<void> {
    return write([...takeText(), ...events], async (transaction) => {
      await hold(transaction);
      await also(transaction);
    });
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
      for (let events = takeText(); events.length > 0; events = takeText()) {
        await Promise.all([write(events, hold), delay(textIntervalMs)]);
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
    stepStarted: (step) => append([{ type: 'step', step, status: 'started' }]),
    stepAnswered: (step, answer, calls) =>
      append(calls, async (transaction) => {
        await createRunStep(transaction, actor, { runId, step, answer });
        await setMessageParts(transaction, actor, messageId, parts);
      }),
    toolAnswered: (step, callId, outcome) =>
      append([{ type: 'tool_result', callId, outcome }], (transaction) =>
        addStepResult(transaction, actor, { runId, step, callId, outcome }),
      ),
    stepFinished: (step) =>
      append([{ type: 'step', step, status: 'finished' }], async (transaction) => {
        await finishRunStep(transaction, actor, { runId, step });
        await setMessageParts(transaction, actor, messageId, parts);
      }),
    renewLease: () => write([], hold),
    async end(end) {
      const event: RunEvent =
        end.status === 'failed'
          ? { type: 'error', error: end.error }
          : { type: 'done', reason: end.status };
      // A write that failed before is no reason to leave the run open.
      last = last.catch(() => {});
      try {
        await write([...takeText(), event], async (transaction) => {
          if (!(await endRun(transaction, actor, runId, end))) throw new RunIsOver();
          await setMessageParts(transaction, actor, messageId, parts);
        });
        return true;
      } catch (error) {
        if (error instanceof RunIsOver) return false;
        throw error;
      }
    },
  };
}

import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { Message, RunStatus } from '#src/contracts/chat.ts';
import type { MessagePart } from '#src/contracts/message.ts';
import { applyRunEvent, RunEvent } from '#src/contracts/run-event.ts';

/** What `chat.follow` has told of one run so far. */
export interface RunProgress {
  runId: string;
  parts: readonly MessagePart[];
  /** The id of the newest event, for `chat.follow` to go on after it; null before the first. */
  lastEventId: string | null;
  status: RunStatus;
  error: AppErrorShape | null;
}

export function startRunProgress(runId: string): RunProgress {
  return { runId, parts: [], lastEventId: null, status: 'running', error: null };
}

/**
 * The progress after one more event. Event ids are a run's sequence numbers: an event that was
 * seen already changes nothing, and neither does a type that this page does not know yet.
 */
export function advanceRunProgress(
  progress: RunProgress,
  id: string,
  event: RunEvent,
): RunProgress {
  const seen = progress.lastEventId !== null && Number(id) <= Number(progress.lastEventId);
  if (seen || progress.status !== 'running') return progress;
  if (!knownTypes.has(event.type)) return { ...progress, lastEventId: id };
  const next = { ...progress, lastEventId: id, parts: applyRunEvent(progress.parts, event) };
  if (event.type === 'done') return { ...next, status: event.reason };
  if (event.type === 'error') return { ...next, status: 'failed', error: event.error };
  return next;
}

const knownTypes: ReadonlySet<string> = new Set(
  RunEvent.options.map((option) => option.shape.type.value),
);

/**
 * The messages with the followed run's answer as far as it is known. A replay begins empty, so the
 * stored answer stays until the replay has caught up with it.
 */
export function withProgress(
  messages: readonly Message[],
  progress: RunProgress | null,
): Message[] {
  return messages.map((message) => {
    if (progress === null || message.run?.id !== progress.runId) return message;
    if (message.run.status !== 'running') return message;
    const { status, error } = progress;
    const caughtUp = sizeOf(progress.parts) >= sizeOf(message.parts);
    return {
      ...message,
      parts: caughtUp || status !== 'running' ? [...progress.parts] : message.parts,
      run: { id: progress.runId, status, error },
    };
  });
}

function sizeOf(parts: readonly MessagePart[]): number {
  return parts.reduce((size, part) => {
    if (part.type === 'text') return size + part.text.length;
    const { outcome, approval } = part;
    return size + 1 + [outcome, approval, approval?.decision].filter(Boolean).length;
  }, 0);
}

/** The run that still writes an answer, if any: the one to follow. */
export function runningRunOf(messages: readonly Message[]): string | null {
  return messages.findLast((message) => message.run?.status === 'running')?.run?.id ?? null;
}

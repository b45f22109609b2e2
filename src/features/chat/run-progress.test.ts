import { expect, test } from 'vitest';
import { Message } from '#src/contracts/chat.ts';
import { RunEvent } from '#src/contracts/run-event.ts';
import {
  advanceRunProgress,
  runningRunOf,
  startRunProgress,
  withProgress,
} from './run-progress.ts';

const runId = '0197f5a0-0000-7000-8000-000000000001';

function progressAfter(events: readonly RunEvent[]) {
  return events.reduce(
    (progress, event, index) =>
      advanceRunProgress(progress, String(index + 1), RunEvent.parse(event)),
    startRunProgress(runId),
  );
}

function answer(parts: Message['parts'], status: 'running' | 'finished'): Message {
  return Message.parse({
    id: '0197f5a0-0000-7000-8000-000000000002',
    parentId: null,
    role: 'assistant',
    parts,
    createdAt: '2026-11-20T10:00:00.000Z',
    run: { id: runId, status, error: null },
  });
}

test('text that comes in pieces becomes one answer', () => {
  const progress = progressAfter([
    { type: 'step', step: 1, status: 'started' },
    { type: 'text', delta: 'Good ' },
    { type: 'text', delta: 'morning.' },
    { type: 'done', reason: 'finished' },
  ]);
  expect(progress.parts).toEqual([{ type: 'text', text: 'Good morning.' }]);
  expect(progress).toMatchObject({ status: 'finished', lastEventId: '4', error: null });
});

test('an event that is replayed after a reconnection is shown once', () => {
  const before = progressAfter([
    { type: 'text', delta: 'one ' },
    { type: 'text', delta: 'two' },
  ]);
  const replayed = advanceRunProgress(before, '2', { type: 'text', delta: 'two' });
  expect(replayed.parts).toEqual([{ type: 'text', text: 'one two' }]);
  const further = advanceRunProgress(replayed, '10', { type: 'text', delta: ' three' });
  expect(further.parts).toEqual([{ type: 'text', text: 'one two three' }]);
});

test('an event of a type from a later version is passed over', () => {
  const later = { ...RunEvent.parse({ type: 'text', delta: '' }), type: 'approval_required' };
  // @ts-expect-error the type is not one of this version's
  const progress = advanceRunProgress(startRunProgress(runId), '7', later);
  expect(progress).toMatchObject({ parts: [], lastEventId: '7', status: 'running' });
});

test('a failed run keeps what it wrote and says why it failed', () => {
  const error = { code: 'UNAVAILABLE', message: 'The model does not answer.' } as const;
  const progress = progressAfter([
    { type: 'text', delta: 'Let me' },
    { type: 'error', error },
  ]);
  expect(progress).toMatchObject({ status: 'failed', error });
  expect(progress.parts).toEqual([{ type: 'text', text: 'Let me' }]);
});

test('nothing follows the end of a run', () => {
  const ended = progressAfter([{ type: 'done', reason: 'stopped' }]);
  expect(advanceRunProgress(ended, '9', { type: 'text', delta: 'late' })).toBe(ended);
});

test('a reload shows the stored answer until the replay has caught up with it', () => {
  const stored = answer([{ type: 'text', text: 'Hello there' }], 'running');
  const behind = progressAfter([{ type: 'text', delta: 'Hello' }]);
  expect(withProgress([stored], behind)[0]?.parts).toEqual([{ type: 'text', text: 'Hello there' }]);
  const ahead = progressAfter([{ type: 'text', delta: 'Hello there, friend' }]);
  expect(withProgress([stored], ahead)[0]?.parts).toEqual([
    { type: 'text', text: 'Hello there, friend' },
  ]);
});

test('the end that was streamed counts before the stored conversation knows of it', () => {
  const stored = answer([], 'running');
  const ended = progressAfter([
    { type: 'text', delta: 'Done.' },
    { type: 'done', reason: 'finished' },
  ]);
  const messages = withProgress([stored], ended);
  expect(messages[0]?.run?.status).toBe('finished');
  expect(runningRunOf(messages)).toBeNull();
});

test('an answer that is stored as finished is not touched by what was streamed', () => {
  const stored = answer([{ type: 'text', text: 'All of it.' }], 'finished');
  expect(withProgress([stored], progressAfter([{ type: 'text', delta: 'All' }]))).toEqual([stored]);
});

test('only an answer under way is followed', () => {
  expect(runningRunOf([answer([], 'running')])).toBe(runId);
  expect(runningRunOf([answer([], 'finished')])).toBeNull();
  expect(runningRunOf([])).toBeNull();
});

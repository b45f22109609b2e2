import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FollowedRun, followRun, type OpenRunStream } from './follow-run.ts';

const runId = '0197f5a0-0000-7000-8000-000000000001';
type Handlers = Parameters<OpenRunStream>[1];

/** A wire whose far end is the test: each opened stream is recorded with its handlers. */
function wire() {
  const opened: { after: string | null; on: Handlers; closed: boolean }[] = [];
  const seen: FollowedRun[] = [];
  const open: OpenRunStream = (after, on) => {
    const stream = { after, on, closed: false };
    opened.push(stream);
    return () => {
      stream.closed = true;
    };
  };
  const stop = followRun(runId, open, (followed) => seen.push(followed));
  const newest = () => {
    const stream = opened.at(-1);
    if (!stream) throw new Error('no stream was opened');
    return stream;
  };
  return { opened, newest, stop, last: () => seen.at(-1) };
}

beforeEach(() => {
  vi.useFakeTimers();
  // In the middle of its range: no jitter.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a run is followed from its first event and left at its end', () => {
  const { opened, newest, last } = wire();
  expect(newest().after).toBeNull();
  newest().on.event('1', { type: 'text', delta: 'Hi' });
  newest().on.event('2', { type: 'done', reason: 'finished' });
  expect(last()?.progress).toMatchObject({ status: 'finished', lastEventId: '2' });
  expect(newest().closed).toBe(true);
  newest().on.closed(null);
  vi.runAllTimers();
  expect(opened).toHaveLength(1);
});

test('a stream that gives up is opened again after the last event', () => {
  const { opened, newest, last } = wire();
  newest().on.event('7', { type: 'text', delta: 'Hello' });
  newest().on.closed({ code: 'UNAVAILABLE', message: 'down' });
  expect(last()?.connection).toBe('lost');
  vi.advanceTimersByTime(500);
  expect(opened.map((stream) => stream.after)).toEqual([null, '7']);
  newest().on.event('8', { type: 'text', delta: ' again' });
  expect(last()).toMatchObject({
    connection: 'open',
    progress: { parts: [{ type: 'text', text: 'Hello again' }] },
  });
});

test('a stream that ends without a final event is opened again', () => {
  const { opened, newest } = wire();
  newest().on.closed(null);
  vi.advanceTimersByTime(500);
  expect(opened).toHaveLength(2);
});

test('attempts that bring nothing come ever more slowly, up to 15 s, and never end', () => {
  const { opened, newest } = wire();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    newest().on.closed({ code: 'UNAUTHENTICATED', message: 'expired' });
    const before = opened.length;
    let waited = 0;
    while (opened.length === before) {
      vi.advanceTimersByTime(500);
      waited += 500;
    }
    waits.push(waited);
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test.each(['NOT_FOUND', 'FORBIDDEN'] as const)('%s ends the attempts and says why', (code) => {
  const { opened, newest, last } = wire();
  const error = { code, message: 'There is no such run.' };
  newest().on.closed(error);
  vi.runAllTimers();
  expect(opened).toHaveLength(1);
  expect(last()).toMatchObject({ connection: 'refused', refusal: error });
});

test('leaving closes the stream and waits for nothing', () => {
  const { opened, newest, stop } = wire();
  newest().on.closed(null);
  stop();
  vi.runAllTimers();
  expect(opened).toHaveLength(1);
  expect(newest().closed).toBe(true);
});

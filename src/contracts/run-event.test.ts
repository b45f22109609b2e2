import { describe, expect, test } from 'vitest';
import type { MessagePart, ToolOutcome } from './message.ts';
import { applyRunEvent, isFinalRunEvent, RunEvent } from './run-event.ts';

const failed: ToolOutcome = {
  status: 'error',
  error: { code: 'NOT_FOUND', message: 'There is no task with this id.' },
};

const call = (callId: string): RunEvent => ({
  type: 'tool_call',
  callId,
  tool: 'get_task',
  input: { id: '1' },
});

const pending = (callId: string): MessagePart => ({
  type: 'tool',
  callId,
  tool: 'get_task',
  input: { id: '1' },
  outcome: null,
});

function partsAfter(events: readonly RunEvent[]): MessagePart[] {
  return events.reduce<MessagePart[]>(applyRunEvent, []);
}

describe('applyRunEvent', () => {
  test('pieces of text become one part', () => {
    const events: RunEvent[] = ['Hel', '', 'lo 👋'].map((delta) => ({ type: 'text', delta }));
    expect(partsAfter(events)).toEqual([{ type: 'text', text: 'Hello 👋' }]);
  });

  test('text after a tool call is a part of its own', () => {
    const events: RunEvent[] = [
      { type: 'text', delta: 'Before' },
      call('a'),
      { type: 'text', delta: 'After' },
    ];
    expect(partsAfter(events)).toEqual([
      { type: 'text', text: 'Before' },
      pending('a'),
      { type: 'text', text: 'After' },
    ]);
  });

  test('a call shows what was asked about it, and what was decided', () => {
    const id = '0197f5a0-0000-7000-8000-000000000001';
    const expiresAt = '2026-11-21T12:00:00.000Z';
    const asked: RunEvent = {
      type: 'approval_required',
      callId: 'b',
      approvalId: id,
      arguments: { id: '1' },
      expiresAt,
    };
    const approval = { id, expiresAt, arguments: { id: '1' }, decision: null };
    expect(partsAfter([call('a'), call('b'), asked])).toEqual([
      pending('a'),
      { ...pending('b'), approval },
    ]);
    const decided: RunEvent = {
      type: 'approval_decided',
      callId: 'b',
      decision: 'approve',
      arguments: { id: '2' },
    };
    expect(partsAfter([call('b'), asked, decided])).toEqual([
      { ...pending('b'), approval: { ...approval, decision: 'approve', arguments: { id: '2' } } },
    ]);
  });

  test('results find their calls in whatever order they come', () => {
    const events: RunEvent[] = [
      call('a'),
      call('b'),
      call('c'),
      { type: 'tool_result', callId: 'c', outcome: failed },
      { type: 'tool_result', callId: 'a', outcome: failed },
    ];
    expect(partsAfter(events)).toEqual([
      { ...pending('a'), outcome: failed },
      pending('b'),
      { ...pending('c'), outcome: failed },
    ]);
  });

  test('a result without a call changes nothing', () => {
    const events: RunEvent[] = [call('a'), { type: 'tool_result', callId: 'z', outcome: failed }];
    expect(partsAfter(events)).toEqual([pending('a')]);
  });

  test.each<RunEvent>([
    { type: 'step', step: 1, status: 'started' },
    { type: 'step', step: 1, status: 'finished' },
    { type: 'done', reason: 'stopped' },
    { type: 'error', error: { code: 'UNAVAILABLE', message: 'Try again.' } },
  ])('$type adds no part and takes none away', (event) => {
    const parts: MessagePart[] = [{ type: 'text', text: 'Hi' }, pending('a')];
    expect(applyRunEvent(parts, event)).toEqual(parts);
  });

  test('a step that begins anew takes its unfinished text away, and nothing of the steps before it', () => {
    const restarted: RunEvent = { type: 'step', step: 2, status: 'restarted' };
    expect(partsAfter([{ type: 'text', delta: 'Half' }, restarted])).toEqual([]);
    const events: RunEvent[] = [
      { type: 'text', delta: 'Before' },
      call('a'),
      { type: 'text', delta: 'Half an ans' },
      restarted,
    ];
    const kept: MessagePart[] = [{ type: 'text', text: 'Before' }, pending('a')];
    expect(partsAfter(events)).toEqual(kept);
    // Killed before it said a word.
    expect(partsAfter([...events, restarted])).toEqual(kept);
    expect(partsAfter([...events, { type: 'text', delta: 'Whole' }])).toEqual([
      ...kept,
      { type: 'text', text: 'Whole' },
    ]);
  });

  test('the parts before are left as they were: they may be on screen', () => {
    const parts: readonly MessagePart[] = Object.freeze([
      Object.freeze<MessagePart>({ type: 'text', text: 'Hi' }),
      Object.freeze(pending('a')),
    ]);
    expect(applyRunEvent(parts, { type: 'tool_result', callId: 'a', outcome: failed })).toEqual([
      { type: 'text', text: 'Hi' },
      { ...pending('a'), outcome: failed },
    ]);
    expect(applyRunEvent(parts.slice(0, 1), { type: 'text', delta: '!' })).toEqual([
      { type: 'text', text: 'Hi!' },
    ]);
    expect(parts).toEqual([{ type: 'text', text: 'Hi' }, pending('a')]);
  });
});

test('a run ends with done or error and with nothing else', () => {
  const finality = Object.fromEntries(
    [
      call('a'),
      { type: 'text', delta: '' } as const,
      { type: 'step', step: 1, status: 'finished' } as const,
      { type: 'tool_result', callId: 'a', outcome: failed } as const,
      { type: 'done', reason: 'finished' } as const,
      { type: 'error', error: { code: 'INTERNAL', message: 'x' } } as const,
    ].map((event) => [event.type, isFinalRunEvent(event)]),
  );
  expect(finality).toEqual({
    text: false,
    tool_call: false,
    step: false,
    tool_result: false,
    done: true,
    error: true,
  });
});

test('an event of an unknown kind or with unknown fields is no RunEvent', () => {
  for (const event of [
    { type: 'thought', text: 'x' },
    { type: 'text', delta: 'x', userId: 'someone' },
    { type: 'step', step: 0, status: 'started' },
    { type: 'tool_result', callId: 'a', outcome: { status: 'ok', result: { tool: 'nope' } } },
  ]) {
    expect(RunEvent.safeParse(event).success).toBe(false);
  }
});

import { expect, test } from 'vitest';
import { ToolPart } from '#src/contracts/message.ts';
import { readCall } from './read-call.ts';

const task = {
  id: '0197f5a0-0000-7000-8000-000000000003',
  title: 'Buy milk',
  notes: '',
  status: 'open',
  priority: 'none',
  dueOn: '2026-11-21',
  tags: [],
  position: 'a0',
  version: 1,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
  completedAt: null,
};

const call = {
  type: 'tool',
  callId: 'call_1',
  tool: 'add_task',
  input: { title: 'Buy milk' },
} as const;

test('a result that fits its contract is shown by its renderer', () => {
  const part = ToolPart.parse({
    ...call,
    outcome: { status: 'ok', result: { tool: 'add_task', output: task } },
  });
  expect(readCall(part, false)).toEqual({
    state: 'ok',
    result: { tool: 'add_task', output: task },
  });
});

test('a stored result that no longer fits its contract is shown as a plain card', () => {
  const part = ToolPart.parse({
    ...call,
    outcome: { status: 'outdated', result: { tool: 'add_task', output: { name: 'Buy milk' } } },
  });
  const read = readCall(part, false);
  expect(read).toMatchObject({ state: 'outdated', json: expect.stringContaining('"Buy milk"') });
});

test('a failed call tells why', () => {
  const error = { code: 'NOT_FOUND', message: 'There is no such task.' } as const;
  const part = ToolPart.parse({ ...call, outcome: { status: 'error', error } });
  expect(readCall(part, true)).toEqual({ state: 'failed', error });
});

test('a call without an answer is under way only while its run is', () => {
  const part = ToolPart.parse({ ...call, outcome: null });
  expect(readCall(part, true)).toEqual({ state: 'running' });
  expect(readCall(part, false)).toEqual({ state: 'unanswered' });
});

test('a call asks while its run waits for the person, and no longer', () => {
  const approval = {
    id: '0197f5a0-0000-7000-8000-000000000004',
    arguments: { title: 'Buy milk' },
    expiresAt: '2026-11-20T11:00:00.000Z',
    decision: null,
  };
  const asked = ToolPart.parse({ ...call, outcome: null, approval });
  expect(readCall(asked, true)).toEqual({ state: 'asking', approval });
  expect(readCall(asked, false)).toEqual({ state: 'unanswered' });
  const decided = (decision: string) =>
    ToolPart.parse({ ...call, outcome: null, approval: { ...approval, decision } });
  expect(readCall(decided('approve'), true)).toEqual({ state: 'running' });
  const error = { code: 'FORBIDDEN', message: 'Denied.' };
  const outcome = { status: 'error', error };
  const denied = ToolPart.parse({ ...decided('deny'), outcome });
  expect(readCall(denied, true)).toEqual({ state: 'denied' });
  // Nobody decided in time.
  expect(readCall(ToolPart.parse({ ...asked, outcome }), true)).toEqual({ state: 'failed', error });
});

import { expect, test } from 'vitest';
import { ActivityEntry } from '#src/contracts/activity.ts';
import { Task } from '#src/contracts/task.ts';
import { differences, failureOf, whatWasDone, whoDid } from './describe-entry.ts';

const task = Task.parse({
  id: '0197f5a0-0000-7000-8000-000000000003',
  title: 'Buy milk',
  notes: '',
  status: 'open',
  priority: 'none',
  dueOn: '2026-11-21',
  tags: ['shop'],
  position: 'a0',
  version: 1,
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
  completedAt: null,
});

const entry = ActivityEntry.parse({
  id: task.id,
  at: task.createdAt,
  by: 'client',
  clientId: 'an-id',
  runId: null,
  tool: 'update_task',
  outcome: 'ok',
  arguments: '{}',
  before: task,
  after: { ...task, title: 'Buy oat milk', version: 2 },
  undoes: null,
  undo: 'possible',
  traceId: '',
});

test('a client goes by its name, and by its id where that is unknown', () => {
  expect(whoDid(entry, { 'an-id': 'Claude' })).toBe('Claude');
  expect(whoDid(entry, {})).toBe('an-id');
});

test('what failed was only tried, and says why', () => {
  const failed = { ...entry, outcome: 'CONFLICT' as const, before: null, after: null };
  expect(whatWasDone(entry)).toBe('changed');
  expect(whatWasDone(failed)).toBe('tried to change a task');
  expect(failureOf(entry)).toBeNull();
  expect(failureOf(failed)).toBe('Not done: something newer stood there.');
});

test('only what a person sees of a task differs', () => {
  const after = { ...task, version: 9, updatedAt: task.createdAt, dueOn: null, tags: [] };
  expect(differences(task, after)).toEqual([
    { label: 'Due date', before: '2026-11-21', after: '–' },
    { label: 'Tags', before: 'shop', after: '–' },
  ]);
  expect(differences(null, task).map(({ label }) => label)).toEqual([
    'Title',
    'Status',
    'Due date',
    'Tags',
  ]);
});

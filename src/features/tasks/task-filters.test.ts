import { expect, test } from 'vitest';
import { formatTaskFilters, noFilters, TaskFilters, toListInput } from './task-filters.ts';

test('the address of a page leads to the same filters again', () => {
  const filters: TaskFilters = {
    status: 'done',
    due: 'week',
    priority: 'high',
    tag: 'home & garden',
    q: 'rent? 50 %',
    sort: 'title',
  };
  const address = new URLSearchParams(formatTaskFilters(filters));
  expect(TaskFilters.parse(Object.fromEntries(address))).toEqual(filters);
});

test('the usual filters leave the address clean', () => {
  expect(formatTaskFilters(noFilters)).toBe('');
});

test('an address that says nonsense shows the usual list', () => {
  const nonsense = { status: 'x', due: ['today'], priority: '', tag: 'x'.repeat(41), sort: 'id' };
  expect(TaskFilters.parse(nonsense)).toEqual(noFilters);
});

test('due filters count in the person’s own calendar', () => {
  const at = (due: TaskFilters['due']) => toListInput({ ...noFilters, due }, '2026-12-31');
  expect(at('overdue')).toMatchObject({ dueBefore: '2026-12-30' });
  expect(at('today')).toMatchObject({ dueAfter: '2026-12-31', dueBefore: '2026-12-31' });
  expect(at('week')).toMatchObject({ dueAfter: '2026-12-31', dueBefore: '2027-01-06' });
});

import { expect, test } from 'vitest';
import {
  ActivityFilters,
  clientFilter,
  formatActivityFilters,
  noFilters,
  startOfDay,
  toActivityInput,
} from './activity-filters.ts';

test('the address of a page leads to the same filters again', () => {
  const filters: ActivityFilters = {
    show: 'failures',
    by: clientFilter('an editor & more'),
    tool: 'delete_task',
    from: '2026-03-01',
    to: '2026-03-29',
    q: 'rent? 50 %',
    task: '0197f5a0-0000-7000-8000-000000000003',
    run: 'a run',
  };
  const address = new URLSearchParams(formatActivityFilters(filters));
  expect(ActivityFilters.parse(Object.fromEntries(address))).toEqual(filters);
});

test('an address that says nonsense shows the usual list', () => {
  const nonsense = { show: 'x', by: 'me', from: 'yesterday', to: ['x'], task: '7', run: ['x'] };
  expect(ActivityFilters.parse(nonsense)).toEqual(noFilters);
  expect(formatActivityFilters(noFilters)).toBe('');
});

test('a range of days is one of the person’s own zone, its last day included', () => {
  const range = { ...noFilters, from: '2026-03-29', to: '2026-03-29' };
  // The day on which the clocks of Berlin go forward has 23 hours.
  expect(toActivityInput(range, 'Europe/Berlin')).toEqual({
    show: 'changes',
    after: '2026-03-28T23:00:00.000Z',
    before: '2026-03-29T22:00:00.000Z',
  });
  expect(startOfDay('2026-01-01', 'Pacific/Auckland')).toBe('2025-12-31T11:00:00.000Z');
});

test('one client is not every client', () => {
  const inputOf = (by: ActivityFilters['by']) => toActivityInput({ ...noFilters, by }, 'UTC');
  expect(inputOf(clientFilter('editor'))).toEqual({ show: 'changes', clientId: 'editor' });
  expect(inputOf('client')).toEqual({ show: 'changes', by: 'client' });
});

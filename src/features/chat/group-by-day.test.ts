import { expect, test } from 'vitest';
import { daysBetween } from '#src/ui/relative-date.ts';
import { dateIn, groupByDay } from './group-by-day.ts';

function at(updatedAt: string) {
  return { id: updatedAt, updatedAt };
}

test('conversations stand under the day on which they changed, newest first', () => {
  const items = [
    at('2026-11-20T09:00:00.000Z'),
    at('2026-11-20T01:00:00.000Z'),
    at('2026-11-19T23:00:00.000Z'),
    at('2026-11-15T12:00:00.000Z'),
    at('2026-11-01T12:00:00.000Z'),
    at('2026-08-01T12:00:00.000Z'),
    at('2025-12-31T12:00:00.000Z'),
  ];
  const groups = groupByDay(items, '2026-11-20', 'UTC');
  expect(groups.map((group) => [group.label, group.items.length])).toEqual([
    ['Today', 2],
    ['Yesterday', 1],
    ['Previous 7 days', 1],
    ['Previous 30 days', 1],
    ['August', 1],
    ['December 2025', 1],
  ]);
  expect(groups.flatMap((group) => group.items)).toEqual(items);
});

test("a day begins at the person's midnight, not at the server's", () => {
  const lateInNewYork = at('2026-11-20T03:00:00.000Z');
  expect(groupByDay([lateInNewYork], '2026-11-20', 'America/New_York')[0]?.label).toBe('Yesterday');
  expect(groupByDay([lateInNewYork], '2026-11-20', 'Asia/Tokyo')[0]?.label).toBe('Today');
});

test('a conversation from a clock that runs ahead is of today', () => {
  expect(groupByDay([at('2026-11-21T00:10:00.000Z')], '2026-11-20', 'UTC')[0]?.label).toBe('Today');
});

test('a date is told in the zone that is asked for', () => {
  expect(dateIn('Pacific/Auckland', new Date('2026-11-20T13:00:00.000Z'))).toBe('2026-11-21');
  expect(dateIn('UTC', new Date('2026-11-20T13:00:00.000Z'))).toBe('2026-11-20');
});

test('days are counted over months, years and changes of the clock', () => {
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
  expect(daysBetween('2026-11-21', '2026-11-20')).toBe(-1);
});

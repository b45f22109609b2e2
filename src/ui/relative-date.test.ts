import { expect, test } from 'vitest';
import { addDays, relativeDate } from './relative-date.ts';

const friday = '2026-11-20';

test.each([
  ['2026-11-20', 'Today'],
  ['2026-11-21', 'Tomorrow'],
  ['2026-11-19', 'Yesterday'],
  ['2026-11-26', 'Thursday'],
  ['2026-11-27', 'Nov 27'],
  ['2026-11-13', 'Nov 13'],
  ['2027-01-02', 'Jan 2, 2027'],
])('%s is said as %s', (date, words) => {
  expect(relativeDate(date, friday)).toBe(words);
});

test('days are counted over months, years and leap days', () => {
  expect(addDays('2026-12-30', 3)).toBe('2027-01-02');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
});

import { expect, test } from 'vitest';
import { followsAfterScroll } from './scroll-following.ts';

const view = { clientHeight: 500, scrollHeight: 2000 };

test('a view that is scrolled up lets go of the end', () => {
  expect(followsAfterScroll(true, 1500, { ...view, scrollTop: 1300 })).toBe(false);
});

test('a view that let go stays where it is while it is scrolled about', () => {
  expect(followsAfterScroll(false, 900, { ...view, scrollTop: 1000 })).toBe(false);
});

test('a view that comes back to the end follows it again', () => {
  expect(followsAfterScroll(false, 1300, { ...view, scrollTop: 1480 })).toBe(true);
});

test('content that grows does not shake the view off', () => {
  expect(followsAfterScroll(true, 1500, { ...view, scrollHeight: 2400, scrollTop: 1500 })).toBe(
    true,
  );
});

test('content that fits is always at its end', () => {
  expect(followsAfterScroll(false, 0, { scrollTop: 0, clientHeight: 500, scrollHeight: 300 })).toBe(
    true,
  );
});

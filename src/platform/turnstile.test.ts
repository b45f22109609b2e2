import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurnstile } from './turnstile.ts';

test('so many are inside at once, in the order in which they came, and a failure takes no place away', async () => {
  const turnstile = createTurnstile(3);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  const visits = Array.from({ length: 50 }, (_, index) =>
    turnstile(async () => {
      order.push(index);
      most = Math.max(most, (inside += 1));
      await delay(1);
      inside -= 1;
      if (index % 5 === 0) throw new Error('It failed.');
    }),
  );
  const results = await Promise.allSettled(visits);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  expect(most).toBe(3);
  expect(order).toEqual(order.map((_, index) => index));
});

import { expect, test } from 'vitest';
import { runChaos } from '#chaos/run-chaos.ts';

test('whatever is killed, every run ends, every event is seen once and every tool acts once', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`npm run chaos -- --seed ${seed}`);
  const { broken, counts, troubles } = await runChaos({
    seconds: 30,
    seed,
    people: 10,
    say: (line) => console.log(line),
  });
  console.log({ ...troubles, ...counts });
  for (const [invariant, faults] of Object.entries(broken)) expect(faults, invariant).toEqual([]);
  // It was no quiet half minute.
  expect(Object.keys(troubles).length).toBeGreaterThan(0);
  expect(counts['runs finished']).toBeGreaterThan(0);
  expect(counts['tasks added']).toBeGreaterThan(0);
});

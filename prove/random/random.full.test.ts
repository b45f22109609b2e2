import { expect, test } from 'vitest';
import { runRandomOperations } from './random-operations.ts';
import { seed } from './seed.ts';

test(`10,000 random operations: each person sees what is theirs (PROVE_SEED=${seed})`, async (context) => {
  const done = await runRandomOperations(context, { operations: 10_000, seed });
  expect(done).toBeGreaterThanOrEqual(10_000);
});

import { expect, test } from 'vitest';
import { runRandomOperations } from './random-operations.ts';
import { seed } from './seed.ts';

test(`500 random operations: each person sees what is theirs (PROVE_SEED=${seed})`, async (context) => {
  const done = await runRandomOperations(context, { operations: 500, seed });
  expect(done).toBeGreaterThanOrEqual(500);
});

import { expect, test } from 'vitest';
import { runRandomOperations } from './random-operations.ts';
import { seed } from './seed.ts';

const timeout = 30 * 60_000;

test(
  `10,000 random operations: each person sees what is theirs (PROVE_SEED=${seed})`,
  { timeout },
  async (context) => {
    const done = await runRandomOperations(context, { operations: 10_000, seed });
    expect(done).toBeGreaterThanOrEqual(10_000);
  },
);

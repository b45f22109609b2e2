import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { attackList } from './attacks.ts';

/** Everything that `npm run prove` runs: the suites of this folder, short and long, and others. */
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['prove/**/*.test.ts', ...attackList.flatMap(([, { suites = [] }]) => suites)],
    globalSetup: ['test/cluster.ts'],
    fileParallelism: false,
    maxConcurrency: 2,
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});

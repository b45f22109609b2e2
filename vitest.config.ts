import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,mcp-server,offline-model,prisma,prove,scripts,test}/**/*.test.ts'],
    exclude: ['**/*.full.test.ts', 'node_modules/**'],
    globalSetup: ['test/cluster.ts'],
    // Suites start real processes and wait for them half of the time; the machine that counts has two
    // cores.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

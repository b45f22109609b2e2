import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,mcp-server,offline-model,prisma,prove,scripts,test}/**/*.test.ts'],
    exclude: ['**/*.full.test.ts', 'node_modules/**'],
    globalSetup: ['test/cluster.ts'],
    // Suites start real processes and wait for them half of the time; the machine that counts has two
    // cores.
    maxWorkers: 3,
    // What is waited for comes, however slow the machine: a second, the default, may not be enough.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

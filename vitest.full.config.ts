import { defineConfig } from 'vitest/config';

/** The suites too long for `npm test`: they install and start whole copies of the project. */
export default defineConfig({
  test: {
    include: ['{scripts,test,mcp-server,prove}/**/*.full.test.ts'],
    globalSetup: ['test/cluster.ts'],
    fileParallelism: false,
    maxConcurrency: 2,
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});

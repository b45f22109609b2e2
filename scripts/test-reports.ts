import { z } from 'zod';

/** vitest's JSON, as much of it as is read here. */
export const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** A file that fails as a whole, in a hook or before its first test, is named by itself. */
export function failedTests({ testResults }: z.infer<typeof VitestReport>): string[] {
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && tests.length === 0) return [name];
    return tests.map(({ fullName }) => `${name}: ${fullName}`);
  });
}

const PlaywrightSuite = z.object({
  specs: z.array(z.object({ file: z.string(), title: z.string(), ok: z.boolean() })),
  get suites() {
    return z.array(PlaywrightSuite).optional();
  },
});

/** Playwright's JSON, as much of it as is read here. */
export const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  suites: z.array(PlaywrightSuite),
});

export function failedSpecs({
  suites = [],
}: {
  suites?: z.infer<typeof PlaywrightSuite>[] | undefined;
}): string[] {
  return suites.flatMap((suite) => [
    ...suite.specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`),
    ...failedSpecs(suite),
  ]);
}

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { installPackage } from './compose/install-package.ts';
import { runCommand } from './compose/run-command.ts';

// Throughline runs on any PostgreSQL from 15 on, and is developed on the embedded 18: once in the
// long suites, everything about the walls of the database runs on the PostgreSQL of the distribution.

const oldestMajor = 15;
const versions = '/usr/lib/postgresql';
const suites = ['prisma', 'src/db', 'mcp-server/audit.test.ts', 'mcp-server/call-record.test.ts'];

/** The programs of the oldest installed server that is old enough to be worth it. */
async function programsOfDebian(): Promise<string | undefined> {
  const majors = existsSync(versions) ? (await readdir(versions)).map(Number) : [];
  return (
    majors
      .filter((major) => major >= oldestMajor)
      .toSorted((a, b) => a - b)
      .map((major) => join(versions, String(major), 'bin'))
      // Clients of PostgreSQL come in packages of their own, and into the same folder.
      .find((programs) => existsSync(join(programs, 'postgres')))
  );
}

if ((await programsOfDebian()) === undefined) await installPackage('postgresql');
const programs = await programsOfDebian();

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ name: z.string(), status: z.string(), message: z.string() })),
});

// oxlint-disable-next-line vitest/no-conditional-tests -- which of the two it is must be seen
if (programs === undefined) {
  // Passes, so that its name stands in the result: the machine lacks something, not the project.
  test('NOT RUN, no PostgreSQL of a distribution on this machine', () => {
    console.log('The walls were NOT RUN on another PostgreSQL: apt-get could not install one.');
    expect(programs).toBeUndefined();
  });
} else {
  test(`the walls hold on the PostgreSQL in ${programs}`, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'throughline-debian-'));
    const file = join(directory, 'report.json');
    console.log((await runCommand(join(programs, 'postgres'), ['--version'])).trim());
    try {
      const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
      const flags = ['--reporter=json', `--outputFile=${file}`];
      await runCommand(process.execPath, [vitest, 'run', ...flags, ...suites], {
        env: { TEST_POSTGRES_PROGRAMS: programs },
        timeoutMs: 580_000,
      }).catch((error: unknown) => {
        // Which tests failed says more than that some did.
        if (!existsSync(file)) throw error;
      });
      const report = Report.parse(JSON.parse(await readFile(file, 'utf8')));
      const failed = report.testResults.filter(({ status }) => status !== 'passed');
      expect(failed).toEqual([]);
      expect(report.numFailedTests).toBe(0);
      expect(report.numPassedTests).toBeGreaterThan(200);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inheritedEnvironment } from '#src/config/start.ts';
import { createClient, createTestDatabase, TEMPLATE } from '#test/database.ts';
import { copySources } from '#test/project-copy.ts';
import { VitestReport } from '../vitest-report.ts';
import type { Defect, SourceChange } from './defect.ts';

const root = join(import.meta.dirname, '../..');
/** After every migration there will ever be. */
const lastMigration = 'prisma/migrations/99991231235959_defect';

/** A private copy of the sources, in which controls are switched off. */
export interface DefectiveCopy {
  /** Runs these suites with the defect in place, until a test fails. @returns the tests that failed */
  caughtBy(change: Defect['change'], suites: readonly string[]): Promise<string[]>;
  /** Runs suites on the sources as they are. @returns the tests that failed */
  failures(suites: readonly string[]): Promise<string[]>;
  remove(): Promise<void>;
}

/** @param clusterUrl superuser URL of a PostgreSQL with the tests' template, which the copies share */
export async function createDefectiveCopy(clusterUrl: string): Promise<DefectiveCopy> {
  const path = await mkdtemp(join(tmpdir(), 'throughline-defects-'));
  // As root, PostgreSQL's own account must be able to pass through.
  await chmod(path, 0o711);
  await copySources(path);
  await cp(join(root, 'src/db/generated'), join(path, 'src/db/generated'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
  const useSharedCluster = () => write(path, 'test/cluster.ts', sharedCluster(clusterUrl));
  const useOwnCluster = await useSharedCluster();

  async function apply(change: Defect['change']): Promise<() => Promise<void>> {
    if ('file' in change) return edit(path, change);
    if (!change.ofCluster) return useTemplateWith(path, clusterUrl, change.sql);
    await useOwnCluster();
    await mkdir(join(path, lastMigration));
    await writeFile(join(path, lastMigration, 'migration.sql'), change.sql);
    return async () => {
      await rm(join(path, lastMigration), { recursive: true });
      await useSharedCluster();
    };
  }

  return {
    failures: (suites) => failedTests(path, suites),
    async caughtBy(change, suites) {
      const undo = await apply(change);
      try {
        return await failedTests(path, [...suites, '--bail', '1']);
      } finally {
        await undo();
      }
    },
    remove: () => rm(path, { recursive: true }),
  };
}

/** @returns what puts the file back as it was */
async function write(path: string, name: string, text: string): Promise<() => Promise<void>> {
  const file = join(path, name);
  const before = await readFile(file, 'utf8');
  await writeFile(file, text);
  return () => writeFile(file, before);
}

async function edit(path: string, change: SourceChange): Promise<() => Promise<void>> {
  const text = await readFile(join(path, change.file), 'utf8');
  return write(
    path,
    change.file,
    text.replace(change.find, () => change.replace),
  );
}

/** Starting a PostgreSQL and migrating it takes longer than most suites. */
function sharedCluster(clusterUrl: string): string {
  return `export default (project) => project.provide('clusterUrl', ${JSON.stringify(clusterUrl)});\n`;
}

/** Lets the copy's tests copy a template in which the statement was run. */
async function useTemplateWith(
  path: string,
  clusterUrl: string,
  sql: string,
): Promise<() => Promise<void>> {
  const database = await createTestDatabase(clusterUrl);
  await using owner = await createClient(database.owner);
  await owner.query(sql);
  const restore = await edit(path, {
    file: 'test/database.ts',
    find: `'${TEMPLATE}'`,
    replace: `'${database.name}'`,
  });
  return async () => {
    await restore();
    await database.drop();
  };
}

/** Runs vitest in the copy. @throws when a suite could not run or a test ran out of time */
async function failedTests(path: string, args: readonly string[]): Promise<string[]> {
  const reportFile = join(path, 'node_modules.report.json');
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...args,
      '--reporter=json',
      `--outputFile=${reportFile}`,
    ],
    {
      cwd: path,
      env: { ...inheritedEnvironment(), NODE_ENV: 'test' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  await once(child, 'close');
  const text = await readFile(reportFile, 'utf8').catch(() => {
    throw new Error(`The suites could not run.\n${output}`);
  });
  await rm(reportFile);
  const { testResults } = VitestReport.parse(JSON.parse(text));
  const failed = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => ({ ...test, suite: name.slice(path.length + 1) })),
  );
  const inTime = failed.filter(({ failureMessages }) => !/timed out/.test(failureMessages.join()));
  const broken = testResults.flatMap(({ message }) => (message === '' ? [] : [message]));
  if (inTime.length === 0 && failed.length + broken.length > 0) {
    throw new Error(`No test ran to its end.\n${broken.join('\n')}\n${output}`);
  }
  return inTime.map(({ suite, fullName }) => `${suite}: ${fullName}`);
}

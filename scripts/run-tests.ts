import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.ts';
import { findBrowser } from './find-browser.ts';
import { freePorts } from './free-ports.ts';
import { generateClient } from './generate-client.ts';
import { failedSpecs, failedTests, PlaywrightReport, VitestReport } from './test-reports.ts';

/** `npm test`, or with the argument `full` the suites that are too long for it. */
const isFull = process.argv[2] === 'full';

const personal = ['DATABASE_URL', 'DATABASE_DIRECT_URL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'];

interface Totals {
  passed: number;
  failed: number;
  /** The names of those that failed. */
  names: string[];
}

const reports = await mkdtemp(join(tmpdir(), 'throughline-reports-'));
// As root, PostgreSQL's own account must be able to pass through to the data in it.
await chmod(reports, 0o711);
try {
  const failures: string[] = [];
  const totals: Totals = { passed: 0, failed: 0, names: [] };
  const count = (suite: string, ok: boolean, { passed, failed, names }: Totals) => {
    totals.passed += passed;
    totals.failed += failed;
    totals.names.push(...names);
    if (!ok || failed > 0 || passed === 0) failures.push(suite);
  };

  if (isFull) {
    heading('Long suites');
    await generateClient();
    count('long suites', ...(await vitest(['--config', 'vitest.full.config.ts'])));
    heading('Long suites in a browser');
    count('long suites in a browser', ...(await playwright('full')));
  } else {
    heading('Checks');
    failures.push(...(await runChecks()));
    heading('Unit and integration tests');
    count('unit and integration tests', ...(await vitest([])));
    heading('End to end, in a browser');
    count('end-to-end tests', ...(await playwright('short')));
  }

  console.log(failures.length > 0 ? `\nFailed: ${failures.join(', ')}` : '\nAll good.');
  for (const name of totals.names) console.log(`✗ ${name}`);
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await rm(reports, { recursive: true, force: true });
}

function heading(text: string): void {
  console.log(`\n── ${text}`);
}

async function vitest(args: string[]): Promise<[ok: boolean, totals: Totals]> {
  const file = join(reports, 'vitest.json');
  const ok = await run('vitest', [
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = VitestReport.parse(JSON.parse(await readFile(file, 'utf8')));
  return [
    ok,
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      names: failedTests(report),
    },
  ];
}

async function playwright(project: 'short' | 'full'): Promise<[ok: boolean, totals: Totals]> {
  const file = join(reports, 'playwright.json');
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--project', project];
  const ok = await run('playwright', args, {
    ...(await freePorts()),
    THROUGHLINE_DATA: join(reports, 'data'),
    CHROMIUM_PATH: await findBrowser(),
    // Mailed links are read where a developer reads them.
    MAIL_OUTBOX: 'page',
    SMTP_URL: '',
    OFFLINE_MODEL_SCRIPTED: '1',
    // The person's own model and database stay out of the tests, whatever .env says.
    ...Object.fromEntries(personal.map((name) => [name, ''])),
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  const report = PlaywrightReport.parse(JSON.parse(await readFile(file, 'utf8')));
  const { expected, unexpected, flaky } = report.stats;
  // A test that passed at the second try has failed: flaky is broken.
  return [ok, { passed: expected, failed: unexpected + flaky, names: failedSpecs(report) }];
}

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}

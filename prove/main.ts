import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generateClient } from '#scripts/generate-client.ts';
import { defectTable, isProven, proveReport, summaryTables } from './report.ts';
import { VitestReport } from './vitest-report.ts';

/**
 * `npm run prove`: attacks everything, switches each control off in turn, and tells what came of it.
 * `npm run prove -- readme` puts the result into the README as well.
 */
const root = join(import.meta.dirname, '..');
const reportFile = join(root, '.throughline-prove/report.json');
const readmeFile = join(root, 'README.md');

await generateClient();
const report = proveReport(await runSuites(), root);
await mkdir(dirname(reportFile), { recursive: true });
await writeFile(reportFile, `${JSON.stringify(report, null, 2)}\n`);
if (process.argv[2] === 'readme') {
  const readme = await readFile(readmeFile, 'utf8');
  const tables = `<!-- prove -->\n\n${summaryTables(report)}\n\n<!-- /prove -->`;
  await writeFile(
    readmeFile,
    readme.replace(/<!-- prove -->.*<!-- \/prove -->/s, () => tables),
  );
}

console.log(`\n${defectTable(report)}\n\n${summaryTables(report)}\n`);
for (const failure of report.failures) console.log(`${failure}\n`);
console.log(isProven(report) ? 'Nothing leaked, and every defect was caught.' : 'Not proven.');
console.log(`The whole report is in ${reportFile}.`);
process.exitCode = isProven(report) ? 0 : 1;

async function runSuites() {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-prove-'));
  const file = join(folder, 'vitest.json');
  try {
    const vitest = spawn(
      'vitest',
      ['run', '--config', 'prove/vitest.config.ts', '--reporter=default', '--reporter=json'].concat(
        `--outputFile.json=${file}`,
      ),
      { cwd: root, stdio: 'inherit' },
    );
    await once(vitest, 'close');
    return VitestReport.parse(JSON.parse(await readFile(file, 'utf8')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

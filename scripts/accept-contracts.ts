import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { compareContracts } from './compare-contracts.ts';
import { readContractSnapshot, snapshotFile } from './contract-snapshot.ts';
import { generateClient } from './generate-client.ts';

/**
 * `npm run contracts:accept`: takes a new picture of the contracts. A breaking change needs its
 * reason as an argument, which goes into docs/CHANGES.md with what it breaks.
 */
const changesFile = join(import.meta.dirname, '../docs/CHANGES.md');
const reason = process.argv.slice(2).join(' ').trim();

await generateClient();
const { describeContracts } = await import('./describe-contracts.ts');
const now = describeContracts();
const { breaking, changed } = existsSync(snapshotFile)
  ? compareContracts(await readContractSnapshot(), now)
  : { breaking: [], changed: ['everything'] };

if (changed.length === 0) {
  console.log('The snapshot is up to date.');
} else if (breaking.length > 0 && reason === '') {
  console.error(`This breaks programs that rely on the contracts:\n${list(breaking)}`);
  console.error('If it must be, say why: npm run contracts:accept -- "the reason"');
  process.exitCode = 1;
} else {
  if (breaking.length > 0) await writeDown();
  const options = await resolveConfig(snapshotFile);
  const text = await format(JSON.stringify(now), { ...options, parser: 'json' });
  await writeFile(snapshotFile, text);
  console.log(`Accepted:\n${list(changed)}`);
}

/** The newest change stands on top, under the page's introduction. */
async function writeDown(): Promise<void> {
  const page = await readFile(changesFile, 'utf8');
  const [introduction = '', ...entries] = page.split(/^(?=## )/m);
  const today = new Date().toISOString().slice(0, 10);
  const entry = `## ${today}: ${reason}\n\n${list(breaking)}`;
  const text = [introduction.trim(), entry, ...entries.map((older) => older.trim())].join('\n\n');
  await writeFile(changesFile, `${text}\n`);
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

import { readdir } from 'node:fs/promises';
import { generateClient } from '#scripts/generate-client.ts';

// `npm run bench <name>`: one bench; without a name, the list of them.

const parts = ['run', 'measure', 'measure-difference'];
const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.ts'));
const names = files.map((file) => file.slice(0, -'.ts'.length)).filter((n) => !parts.includes(n));
const name = process.argv[2] ?? '';

if (names.includes(name)) {
  await generateClient();
  await import(`./${name}.ts`);
} else {
  console.error(`  npm run bench <name>, one of: ${names.join(', ')}`);
  process.exitCode = 1;
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defects } from './defects.ts';

const root = join(import.meta.dirname, '../..');

test.each(Object.entries(defects))('%s: still describes the code', (_name, { change, suites }) => {
  expect(suites.filter((suite) => !existsSync(join(root, suite)))).toEqual([]);
  if ('sql' in change) return;
  const text = readFileSync(join(root, change.file), 'utf8');
  expect(text.split(change.find).length - 1, `occurrences in ${change.file}`).toBe(1);
});

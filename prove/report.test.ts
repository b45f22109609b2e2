import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { proveReport, summaryTables } from './report.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

/** The first columns of each row: names and threats, without figures. */
function rowsOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.replaceAll(/-+/g, '-').trim())
        .join(' | '),
    );
}

test('the README shows every attack and every group of controls that there is', () => {
  const shown = /<!-- prove -->(.*)<!-- \/prove -->/s.exec(readme)?.[1] ?? '';
  const known = summaryTables(proveReport({ testResults: [] }, '/'));
  expect(rowsOf(shown)).toEqual(rowsOf(known));
});

const result = (meta: object, status = 'passed') => ({
  fullName: 'a test',
  status,
  failureMessages: [],
  meta,
});

test('tries are added up, and a test that fails is a leak', () => {
  const attack = { name: 'forged tokens at every endpoint', tries: 8 };
  const report = proveReport(
    {
      testResults: [
        {
          name: '/prove/tokens/forgeries.test.ts',
          message: '',
          assertionResults: [result({ attack }), result({ attack }, 'failed')],
        },
      ],
    },
    '/',
  );
  expect(report.attacks).toContainEqual({
    name: 'forged tokens at every endpoint',
    threats: 'T4 T10',
    tries: 16,
    leaks: 1,
  });
});

import { relative } from 'node:path';
import type { z } from 'zod';
import { attackList } from './attacks.ts';
import { defectGroups } from './defects/defects.ts';
import type { VitestReport } from './vitest-report.ts';

/** What a run of the suites showed. */
export interface ProveReport {
  readonly attacks: {
    name: string;
    threats: string;
    tries: number;
    /** Tests that failed. */
    leaks: number;
  }[];
  readonly defects: {
    group: string;
    name: string;
    threat: string;
    /** The tests that noticed. */
    caughtBy: string[];
  }[];
  /** Whatever failed, with why. */
  readonly failures: string[];
}

/** @param root of the project, to which the suites' paths are relative */
export function proveReport(vitest: z.infer<typeof VitestReport>, root: string): ProveReport {
  const tests = vitest.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, suite: relative(root, name) })),
  );
  const caught = new Map(
    tests.flatMap(({ meta: { defect } }) => (defect ? [[defect.name, defect.caughtBy]] : [])),
  );
  return {
    attacks: attackList.map(([name, { threats, suites = [], named = '' }]) => {
      const own = tests.filter(
        ({ meta, suite, fullName }) =>
          meta.attack?.name === name || (suites.includes(suite) && fullName.includes(named)),
      );
      return {
        name,
        threats,
        tries: own.reduce((sum, { meta }) => sum + (meta.attack?.tries ?? 1), 0),
        leaks: own.filter(({ status }) => status !== 'passed').length,
      };
    }),
    defects: Object.entries(defectGroups).flatMap(([group, members]) =>
      Object.entries(members).map(([name, { threat }]) => ({
        group,
        name,
        threat,
        caughtBy: caught.get(name) ?? [],
      })),
    ),
    failures: [
      ...vitest.testResults.flatMap(({ name, message }) =>
        message ? [`${name}: ${message}`] : [],
      ),
      ...tests
        .filter(({ status }) => status === 'failed')
        .map(({ suite, fullName, failureMessages }) =>
          [`${suite}: ${fullName}`, ...failureMessages].join('\n'),
        ),
    ],
  };
}

/** Every attack was tried and none leaked, every defect was caught, and nothing else failed. */
export function isProven({ attacks, defects, failures }: ProveReport): boolean {
  return (
    attacks.every(({ tries, leaks }) => tries > 0 && leaks === 0) &&
    defects.every(({ caughtBy }) => caughtBy.length > 0) &&
    failures.length === 0
  );
}

/** The tables of the README: what was tried, and what was switched off. */
export function summaryTables({ attacks, defects }: ProveReport): string {
  const groups = Object.keys(defectGroups).map((group) => {
    const own = defects.filter((defect) => defect.group === group);
    const threats = [...new Set(own.map(({ threat }) => threat))].toSorted(byNumber).join(' ');
    const caught = own.filter(({ caughtBy }) => caughtBy.length > 0).length;
    return [group, threats, own.length, caught];
  });
  return [
    markdownTable(
      ['attack', 'threats', 'tries', 'leaks'],
      attacks.map(({ name, threats, tries, leaks }) => [name, threats, tries, leaks]),
    ),
    markdownTable(['controls', 'threats', 'switched off', 'caught by a test'], groups),
  ].join('\n\n');
}

/** Each defect with the test that caught it. */
export function defectTable({ defects }: ProveReport): string {
  return markdownTable(
    ['switched off', 'threat', 'caught by'],
    defects.map(({ name, threat, caughtBy }) => [name, threat, caughtBy[0] ?? 'NOTHING']),
  );
}

function byNumber(a: string, b: string): number {
  return Number(a.slice(1)) - Number(b.slice(1));
}

/** With columns as wide as their widest cell, as prettier writes them. */
function markdownTable(head: string[], body: (string | number)[][]): string {
  const rows = [head, ...body].map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  );
  const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [first = [], ...rest] = rows;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join(
    '\n',
  );
}

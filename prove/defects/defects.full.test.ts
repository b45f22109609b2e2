import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDefectiveCopy, type DefectiveCopy } from './defective-copy.ts';
import { defects } from './defects.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Which defect was put in, and the tests that noticed. */
    defect?: { name: string; threat: string; caughtBy: string[] };
  }
}

/** One copy for each defect that is tried at the same time. */
const lanes = 2;
let copies: DefectiveCopy[] = [];
beforeAll(async () => {
  copies = await Promise.all(
    Array.from({ length: lanes }, () => createDefectiveCopy(inject('clusterUrl'))),
  );
});
afterAll(() => Promise.all(copies.map((copy) => copy.remove())));

async function inSomeCopy<Result>(work: (copy: DefectiveCopy) => Promise<Result>): Promise<Result> {
  const copy = copies.pop();
  if (!copy) throw new Error(`maxConcurrency must be ${lanes}.`);
  try {
    return await work(copy);
  } finally {
    copies.push(copy);
  }
}

test(
  'with every control in place the suites pass in the copy',
  { timeout: 30 * 60_000 },
  async () => {
    const suites = new Set(Object.values(defects).flatMap((defect) => defect.suites));
    expect(await inSomeCopy((copy) => copy.failures([...suites]))).toEqual([]);
  },
);

describe.concurrent('switched off', () => {
  test.for(Object.entries(defects))(
    '%s: a test fails',
    async ([name, { threat, change, suites }], { task, expect }) => {
      const caughtBy = await inSomeCopy((copy) => copy.caughtBy(change, suites));
      task.meta.defect = { name, threat, caughtBy };
      expect(caughtBy).not.toEqual([]);
    },
  );
});

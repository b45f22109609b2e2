import { expect, test } from 'vitest';
import { compareContracts } from '#scripts/compare-contracts.ts';
import { readContractSnapshot } from '#scripts/contract-snapshot.ts';
import { describeContracts } from '#scripts/describe-contracts.ts';

const { breaking, changed } = compareContracts(await readContractSnapshot(), describeContracts());

test('no tool, procedure or event has changed under the programs that rely on it', () => {
  expect(
    breaking,
    'These are BREAKING changes. Add beside what is there instead; or, to make one on purpose:\n' +
      '  npm run contracts:accept -- "the reason"\n' +
      'It takes a new snapshot and writes the reason into docs/CHANGES.md.',
  ).toEqual([]);
});

test('the committed snapshot shows the contracts as they are', () => {
  expect(
    breaking.length > 0 ? [] : changed,
    'Nothing breaks; the snapshot is only out of date. Run: npm run contracts:accept',
  ).toEqual([]);
});

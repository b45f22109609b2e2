import { expect, test } from 'vitest';
import { packageFaults } from './check-packages.ts';

const entry = { version: '1.2.3', integrity: 'sha512-abc' };
const good = {
  manifest: { dependencies: { a: '1.2.3' }, allowScripts: { a: true } },
  lock: {
    packages: {
      '': { dependencies: { a: '1.2.3' } },
      'node_modules/a': entry,
      'node_modules/a/node_modules/b': { ...entry, hasInstallScript: false },
    },
  },
  installed: { packages: { 'node_modules/a': { ...entry } } },
};

function faults(change: (given: typeof good) => void): string[] {
  const given = structuredClone(good);
  change(given);
  return packageFaults({
    manifest: JSON.stringify(given.manifest),
    lock: JSON.stringify(given.lock),
    installed: JSON.stringify(given.installed),
  });
}

test('packages that are pinned, locked and hashed pass', () => {
  expect(faults(() => {})).toEqual([]);
});

test('a range, a missing lock and a missing hash are found', () => {
  expect(faults(({ manifest }) => (manifest.dependencies.a = '^1.2.3'))).toContain(
    'a is not pinned: ^1.2.3',
  );
  expect(faults(({ manifest }) => (manifest.dependencies.a = '1.2.4'))).toContain(
    'a is not locked',
  );
  expect(faults(({ lock }) => (lock.packages['node_modules/a'].integrity = ''))).toContain(
    'node_modules/a is locked unhashed',
  );
});

test('a package that is installed as another than the locked one is found', () => {
  expect(
    faults(({ installed }) => (installed.packages['node_modules/a'].integrity = 'sha512-evil')),
  ).toEqual(['node_modules/a is installed as something else than is locked']);
});

test('a new install script is found, wherever in the tree', () => {
  expect(
    faults(({ lock }) => {
      lock.packages['node_modules/a/node_modules/b'].hasInstallScript = true;
    }),
  ).toEqual(['b has an install script that allowScripts does not name']);
});

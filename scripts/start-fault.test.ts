import { expect, test } from 'vitest';
import { startFault } from './start-fault.ts';

const dataDir = '/home/ann/my data';

test.each([
  "ENOSPC: no space left on device, write '/home/ann/my data/secrets.json.new'",
  'The PostgreSQL cluster could not be made: Command failed: initdb\nNo space left on device',
  'PostgreSQL did not start:\nFATAL: could not write lock file: Disk quota exceeded',
])('a full disk is told in one line: %s', (message) => {
  expect(startFault(new Error(message), dataDir)).toBe(
    'The disk is full. Free some space, or set THROUGHLINE_DATA to a directory on another disk ' +
      '(now /home/ann/my data).',
  );
});

test.each([
  ["EACCES: permission denied, mkdir '/home/ann/my data'", true],
  ["EROFS: read-only file system, open '/home/ann/my data/start.lock'", true],
  ["next build failed:\nError: EACCES: permission denied, open '/srv/throughline/.next/x'", false],
])(
  'a missing permission names the place, and the variable where it moves it: %s',
  (message, isData) => {
    const told = startFault(new Error(message), dataDir);
    expect(told).toMatch(/^No permission for \/\S.*\. Start as the account that may/);
    expect(told.split('\n')).toHaveLength(1);
    expect(told.includes('THROUGHLINE_DATA')).toBe(isData);
  },
);

test('data of another PostgreSQL names both versions', () => {
  const log = [
    'PostgreSQL did not start:',
    'FATAL:  database files are incompatible with server',
    'DETAIL:  The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 18.4.',
  ].join('\n');
  expect(startFault(new Error(log), dataDir)).toMatch(
    /^The database in \/home\/ann\/my data was made by PostgreSQL 17; this is 18\.4\. Set .*$/,
  );
});

test('data of another account is told in one line', () => {
  const log = 'PostgreSQL did not start:\nFATAL:  data directory "/x" has wrong ownership';
  expect(startFault(new Error(log), dataDir)).toMatch(/^The database in .* another account\. .*$/);
});

test('any other fault keeps its words', () => {
  const message = 'permission denied for table tasks\nsecond line';
  expect(startFault(new Error(message), dataDir)).toBe(message);
});

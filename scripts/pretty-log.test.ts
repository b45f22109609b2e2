import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { prettyLog } from './pretty-log.ts';

const root = '/home/ann/my project';
const pretty = (line: string) => stripVTControlCharacters(prettyLog('gateway', line, root));
const entry = { level: 30, time: 0, pid: 7, hostname: 'here', name: 'gateway', msg: 'listening' };

test('an entry is one line with the name of its process, its level, message and values', () => {
  expect(pretty(JSON.stringify({ ...entry, port: 8000, host: '127.0.0.1' }))).toMatch(
    /^gateway {7}│ \d\d:\d\d:\d\d INFO {2}listening port=8000 host=127\.0\.0\.1$/,
  );
});

test('a fault shows its stack, with the place in the sources relative to the project', () => {
  const stack = 'Error: broken\n    at run (file:///home/ann/my%20project/src/gateway/main.ts:3:9)';
  const shown = pretty(JSON.stringify({ ...entry, level: 50, err: { message: 'broken', stack } }));
  expect(shown.split('\n')[0]).toMatch(/^gateway {7}│ \d\d:\d\d:\d\d ERROR listening$/);
  expect(shown.split('\n').slice(1)).toEqual([
    'gateway       │ Error: broken',
    'gateway       │     at run (src/gateway/main.ts:3:9)',
  ]);
});

test('what an entry quotes gives a terminal no orders', () => {
  const hostile = '\u001B]0;title\u0007\u001B[2J\u009B2Jtext\r';
  const line = JSON.stringify({ ...entry, msg: hostile, value: hostile, err: { stack: hostile } });
  const shown = stripVTControlCharacters(prettyLog('gateway', line, root).replaceAll('\n', ' '));
  expect(shown).toMatch(/INFO {2}\]0;title\[2J2Jtext value=\]0;title\[2J2Jtext gateway/);
  for (const order of ['\u0007', '\u009B', '\r', '\u001B]', '\u001B[2J']) {
    expect(prettyLog('gateway', line, root)).not.toContain(order);
  }
});

test.each(['Restarting', '{ not JSON', '{"level":"odd"}', ''])('%j stays as it is', (line) => {
  expect(pretty(line)).toBe(`gateway       │ ${line}`);
});

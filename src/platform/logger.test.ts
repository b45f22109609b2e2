import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** What a process that logs this way writes. */
function written(code: string): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { createLogger, logConsole } from '#src/platform/logger.ts';
       const logger = createLogger('test', 'trace');
       const canary = 'canary';
       ${code}`,
    ],
    { encoding: 'utf8' },
  );
  return stdout + stderr;
}

test.each([
  'logger.info({ token: canary, body: { title: canary }, userId: "someone" }, "a line")',
  'logger.child({ runId: "someone" }).info({ headers: { cookie: canary } }, "a line")',
  'logger.info({ err: Object.assign(new Error("someone"), { detail: canary }) }, "a line")',
  'try { JSON.parse(canary) } catch (err) { logger.info({ err, userId: "someone" }, "a line") }',
  `class DatabaseError extends Error { name = 'DatabaseError' }
   const cause = Object.assign(new DatabaseError('invalid input: "canary"'), { code: '22P02' });
   logger.info({ err: new Error('someone', { cause }) }, 'a line')`,
])('a line holds what is on the list, and of an error no quotation: %s', (code) => {
  const output = written(code);
  expect(output).toContain('a line');
  expect(output).toContain('someone');
  expect(output).not.toContain('canary');
});

test('what a library writes to the console becomes a line of ours', () => {
  const output = written(
    'logConsole(logger); console.error("a library failed", { title: canary })',
  );
  expect(JSON.parse(output)).toMatchObject({ level: 50, line: 'a library failed' });
  expect(output).not.toContain('canary');
});

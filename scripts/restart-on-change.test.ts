import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'throughline restart '));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const saying = (word: string) => `console.log('${word}'); setInterval(() => {}, 1000);`;

/** Writes in place, or as many editors do: beside it, and moved over the old file. */
async function save(name: string, text: string, how: 'in place' | 'by replacing') {
  const file = join(directory, name);
  if (how === 'in place') return writeFile(file, text);
  await writeFile(`${file}~`, text);
  await rename(`${file}~`, file);
}

function run(): { output: () => string; stop: () => Promise<void> } {
  const script = join(import.meta.dirname, 'restart-on-change.ts');
  const child = spawn(process.execPath, [script, 'main.mjs', '.'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: string) => (output += chunk);
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  return {
    output: () => output,
    stop: async () => {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

test.each(['in place', 'by replacing'] as const)(
  'every change starts the program anew, however often the file is saved %s',
  async (how) => {
    await save('main.mjs', saying('first'), how);
    const program = run();
    try {
      await expect.poll(program.output).toContain('first');
      for (const word of ['second', 'third', 'fourth']) {
        await save('main.mjs', saying(word), how);
        await expect.poll(program.output).toContain(word);
      }
    } finally {
      await program.stop();
    }
  },
);

test('a program that breaks waits for the change that mends it', async () => {
  await save('main.mjs', saying('first'), 'in place');
  const program = run();
  try {
    await expect.poll(program.output).toContain('first');
    await save('main.mjs', 'throw new Error("broken");', 'by replacing');
    await expect.poll(program.output).toContain('Ended with code 1.');
    await save('main.mjs', saying('mended'), 'by replacing');
    await expect.poll(program.output).toContain('mended');
  } finally {
    await program.stop();
  }
});

test('a source in a directory that was added later counts', async () => {
  await save('main.mjs', saying('first'), 'in place');
  const program = run();
  try {
    await expect.poll(program.output).toContain('first');
    await mkdir(join(directory, 'added'));
    await save('main.mjs', saying('second'), 'by replacing');
    await expect.poll(program.output).toContain('second');
    await save('added/part.ts', '', 'in place');
    await expect.poll(program.output).toContain(`${join('added', 'part.ts')} changed`);
  } finally {
    await program.stop();
  }
});

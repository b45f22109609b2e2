import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { freePort } from '#scripts/free-port.ts';
import { spawnServer } from '#test/spawn-server.ts';

test('the process says where it listens and ends soon after SIGTERM, even with an answer open', async () => {
  const port = await freePort();
  const server = await spawnServer('offline-model/main.ts', port, {
    OFFLINE_MODEL_PORT: String(port),
    OFFLINE_MODEL_SCRIPTED: '1',
  });
  await fetch(`${server.url}/script`, {
    method: 'PUT',
    body: JSON.stringify({
      answers: [{ chunks: ['a'], fault: { kind: 'silence', afterChunks: 1 } }],
    }),
  });
  const open = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'x' }] }),
  });
  expect(open.status).toBe(200);
  const body = open.text().catch(() => 'cut');
  const started = performance.now();
  await server.stop();
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(server.process.exitCode).toBe(0);
  expect(server.output()).toContain('"listening"');
  await body;
});

test('work stops when the client goes away: nothing keeps the process from ending', async () => {
  const port = await freePort();
  const server = await spawnServer('offline-model/main.ts', port, {
    OFFLINE_MODEL_PORT: String(port),
    OFFLINE_MODEL_SCRIPTED: '1',
  });
  await fetch(`${server.url}/script`, {
    method: 'PUT',
    body: JSON.stringify({ answers: [{ text: 'x', firstDelayMs: 20_000 }] }),
  });
  const gone = new AbortController();
  const answer = fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'x' }] }),
    signal: gone.signal,
  }).catch(() => 'gone');
  await expect.poll(async () => (await fetch(`${server.url}/requests`)).json()).toHaveLength(1);
  gone.abort();
  expect(await answer).toBe('gone');
  const started = performance.now();
  await server.stop();
  expect(server.process.exitCode).toBe(0);
  // The answer would have begun after 20 s.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a wrong variable stops the process with its name', async () => {
  const child = spawn(process.execPath, ['offline-model/main.ts'], {
    env: { ...process.env, OFFLINE_MODEL_PORT: 'eight' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  await once(child, 'close');
  expect(child.exitCode).toBe(1);
  expect(output).toContain('OFFLINE_MODEL_PORT is wrong: it must be a port number');
});

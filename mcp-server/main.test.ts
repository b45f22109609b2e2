import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '#scripts/free-port.ts';
import {
  countLockWaiters,
  createClient,
  createTestDatabase,
  type TestDatabase,
} from '#test/database.ts';
import { type JwksServer, newSigningKey, startJwksServer } from '#test/jwks-server.ts';
import { rawToken } from '#test/raw-token.ts';
import { type SpawnedServer, spawnServer } from '#test/spawn-server.ts';

const key = newSigningKey('key');
let database: TestDatabase;
let jwks: JwksServer;
beforeAll(async () => {
  [database, jwks] = await Promise.all([createTestDatabase(), startJwksServer([key])]);
});
afterAll(async () => {
  await jwks.stop();
  await database.drop();
});

async function start(): Promise<SpawnedServer> {
  const port = await freePort();
  return spawnServer('mcp-server/main.ts', port, {
    DATABASE_URL: database.tools,
    MCP_PORT: String(port),
    BETTER_AUTH_URL: 'http://127.0.0.1:3000',
    BETTER_AUTH_JWKS_URL: jwks.url,
  });
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'on %s the process ends by itself soon',
  async (signal) => {
    const server = await start();
    try {
      expect((await fetch(`${server.url}/ready`)).status).toBe(200);
      const startedMs = performance.now();
      const exited = once(server.process, 'exit');
      server.process.kill(signal);
      await expect(exited).resolves.toEqual([0, null]);
      expect(performance.now() - startedMs).toBeLessThan(10_000);
    } finally {
      await server.stop('SIGKILL');
    }
  },
);

test('the log remembers who came without a good token, since no audit row can', async () => {
  const server = await start();
  try {
    const answer = await fetch(`${server.url}/mcp`, { method: 'POST' });
    expect(answer.status).toBe(401);
    await expect.poll(() => server.output()).toContain('"code":"UNAUTHENTICATED"');
    expect(server.output()).toContain(answer.headers.get('x-trace-id'));
  } finally {
    await server.stop();
  }
});

/** Starts a list_tasks; the answer comes when the database lets it. */
function listTasks(url: string): Promise<Response> {
  const iat = Math.floor(Date.now() / 1000);
  const token = rawToken(key, {
    iss: 'http://127.0.0.1:3000/api/auth',
    aud: `${url}/mcp`,
    sub: 'ann',
    sid: 'session',
    client_id: 'client',
    scope: 'tasks:read',
    jti: 'once',
    iat,
    exp: iat + 60,
  });
  return fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'list_tasks', arguments: {} },
    }),
  });
}

/** Whether a new connection is taken. */
async function isOpen(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test('a call that has begun is answered although the process was told to end', async () => {
  const server = await start();
  await using owner = await createClient(database.owner);
  try {
    await owner.query('BEGIN');
    await owner.query('LOCK TABLE app.tasks');
    const answer = listTasks(server.url);
    await expect.poll(() => countLockWaiters(database)).toBe(1);
    const exited = once(server.process, 'exit');
    server.process.kill('SIGTERM');
    await expect.poll(() => isOpen(server.url), { interval: 20 }).toBe(false);
    await owner.query('COMMIT');
    const response = await answer;
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"total":0');
    await expect(exited).resolves.toEqual([0, null]);
  } finally {
    await server.stop('SIGKILL');
  }
});

test('it says in one line where it listens, and its address is where its metadata is', async () => {
  const server = await start();
  try {
    const listening = () =>
      server
        .output()
        .split('\n')
        .filter((line) => line.includes('listening'));
    // Its health can be known before its line has come through the pipe.
    await expect.poll(listening).toHaveLength(1);
    const refused = await fetch(`${server.url}/mcp`, { method: 'POST' });
    const challenge = refused.headers.get('www-authenticate') ?? '';
    const address = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? '';
    const metadata = await fetch(address);
    expect(metadata.status).toBe(200);
    await expect(metadata.json()).resolves.toMatchObject({
      resource: `${server.url}/mcp`,
      authorization_servers: ['http://127.0.0.1:3000/api/auth'],
    });
  } finally {
    await server.stop();
  }
});

test('without its variables it names each one, and ends with status 1', async () => {
  const child = spawn(process.execPath, ['mcp-server/main.ts'], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const [status] = await once(child, 'close');
  expect(status).toBe(1);
  expect(errors).toMatch(/DATABASE_URL is missing/);
  expect(errors).toMatch(/BETTER_AUTH_URL is missing/);
  expect(errors).not.toMatch(/ at /);
});

test('a port in use ends it with status 1 and a line that names the port', async () => {
  const port = new URL(jwks.url).port;
  const child = spawn(process.execPath, ['mcp-server/main.ts'], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: database.tools,
      MCP_PORT: port,
      BETTER_AUTH_URL: 'http://127.0.0.1:3000',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const [status] = await once(child, 'close');
  expect(status).toBe(1);
  expect(output).toContain('cannot listen');
  expect(output).toContain(port);
});

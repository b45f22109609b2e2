import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { getTask } from '#src/contracts/tools/get-task.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import type { TokenExchanger } from '#src/auth/exchange.ts';
import { exampleInput } from '#test/tool-examples.ts';
import { boundTools, callTool, type ToolServer } from './mcp-client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** An MCP server that goes wrong, and what it saw. */
async function brokenServer(answer: Answer, options: Pick<ToolServer, 'timeoutMs'> = {}) {
  const seen: IncomingMessage[] = [];
  const exchanged: Parameters<TokenExchanger['exchange']>[0][] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  const tools = boundTools(
    {
      url: `http://127.0.0.1:${address.port}/mcp`,
      exchanger: {
        exchange: async (request) => {
          exchanged.push(request);
          return `mcp-token-${exchanged.length}`;
        },
      },
      ...options,
    },
    {
      actor: { kind: 'user', userId: 'u', sessionId: 's', scopes: ['tasks:read', 'tasks:write'] },
      subjectToken: 'user-jwt',
    },
  );
  return { tools, seen, exchanged };
}

const id = '01a1f952-221b-70d3-b90e-23d25ca08a16';
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    response.writeHead(code, headers).end('secret detail');

const failures: Record<string, Answer> = {
  'status 503': status(503),
  'status 500': status(500),
  'a broken connection': (_request, response) => response.destroy(),
};

describe.each(Object.entries(failures))('at %s', (_name, answer) => {
  test.each(Object.values(toolRegistry))(
    '$name is tried twice, under one key',
    async (contract: ToolContract) => {
      const { tools, keys } = await keySeeingServer(answer);
      await expect(callTool(tools, contract, exampleInput(contract.name))).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        details: { retryAfterSeconds: 1 },
      });
      expect(keys).toEqual([expect.any(String), keys[0]]);
    },
  );
});

test('a key is of its call alone: as it was given, of the run and call, or a new one', async () => {
  const { tools, keys } = await keySeeingServer(status(400));
  const origin = { runId: 'run', callId: 'call_1_1' };
  for (const options of [{}, {}, { origin }, { idempotencyKey: 'mine' }]) {
    await expect(callTool(tools, addTask, { title: 'x' }, options)).rejects.toThrow();
  }
  expect(keys).toEqual([expect.any(String), expect.any(String), 'run:call_1_1', 'mine']);
  expect(keys[0]).not.toBe(keys[1]);
});

const ToolCallBody = z.object({
  params: z.object({ _meta: z.object({ 'throughline/idempotencyKey': z.string() }) }),
});

/** The same, which tells under which key each call came. */
async function keySeeingServer(answer: Answer) {
  const keys: string[] = [];
  const record = async (request: IncomingMessage) => {
    const { _meta } = ToolCallBody.parse(await json(request)).params;
    keys.push(_meta['throughline/idempotencyKey']);
  };
  const { tools } = await brokenServer((request, response) => {
    void record(request).then(() => answer(request, response));
  });
  return { tools, keys };
}

const hangs: Record<string, Answer> = {
  'before it answers': () => {},
  'in its headers': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  },
  'in its body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"jsonrpc":"2.0",');
  },
  'and only shows progress': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(': alive\n\n'), 50);
    response.once('close', () => clearInterval(timer));
  },
};

test.each(Object.entries(hangs))(
  'a server that hangs %s is given up after the timeout, and not asked again',
  async (_name, answer) => {
    const timeoutMs = 300;
    const contracts: ToolContract[] = [listTasks, addTask];
    for (const contract of contracts) {
      const closed = Promise.withResolvers();
      const { tools, seen } = await brokenServer(
        (request, response) => {
          response.once('close', closed.resolve);
          answer(request, response);
        },
        { timeoutMs },
      );
      const startedAt = performance.now();
      await expect(callTool(tools, contract, exampleInput(contract.name))).rejects.toMatchObject({
        code: 'TIMEOUT',
      });
      const tookMs = performance.now() - startedAt;
      expect(tookMs).toBeGreaterThan(timeoutMs - 20);
      expect(tookMs).toBeLessThan(20_000);
      // The server is told that nobody waits any more.
      await closed.promise;
      expect(seen).toHaveLength(1);
    }
  },
);

test('the server is shown a token for exactly the scope of the tool, never the token of the person', async () => {
  const { tools, seen, exchanged } = await brokenServer(status(400));
  await expect(callTool(tools, getTask, { id })).rejects.toMatchObject({ code: 'INTERNAL' });
  await expect(callTool(tools, addTask, { title: 'x' })).rejects.toMatchObject({
    code: 'INTERNAL',
  });
  expect(exchanged).toMatchObject([
    { scopes: ['tasks:read'], subjectToken: 'user-jwt', userId: 'u', sessionId: 's' },
    { scopes: ['tasks:write'] },
  ]);
  expect(seen.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer mcp-token-1',
    'Bearer mcp-token-2',
  ]);
  expect(seen[0]?.headers['mcp-protocol-version']).toBe('2026-07-28');
  expect(JSON.stringify(seen.map(({ rawHeaders }) => rawHeaders))).not.toContain('user-jwt');
});

test('a refusal is told in our words', async () => {
  for (const [code, expected] of [
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [413, 'PAYLOAD_TOO_LARGE'],
    [429, 'UNAVAILABLE'],
    // A redirect is not followed.
    [307, 'UNAVAILABLE'],
  ] as const) {
    const { tools } = await brokenServer(status(code, { location: 'https://elsewhere.test/' }));
    const failed = callTool(tools, addTask, { title: 'x' });
    await expect(failed).rejects.toMatchObject({
      code: expected,
      message: expect.not.stringContaining('secret detail'),
    });
  }
});

test('an abort ends a call at once', async () => {
  const { tools, seen } = await brokenServer(() => {});
  const abort = new AbortController();
  const call = callTool(tools, getTask, { id }, { signal: abort.signal });
  await expect.poll(() => seen.length).toBe(1);
  const startedAt = performance.now();
  abort.abort();
  await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('an answer that breaks the contract is not passed on', async () => {
  const { tools } = await brokenServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.once('end', () => {
      const structuredContent = { id, owner: 'someone' };
      const result = { resultType: 'complete', content: [], structuredContent };
      const rpcId: unknown = JSON.parse(body).id;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id: rpcId, result }));
    });
  });
  await expect(callTool(tools, getTask, { id })).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.not.stringContaining('owner'),
  });
});

import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient } from '#test/database.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

// The two eras of the protocol on one address, by what a client writes on the wire.

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

const modern = '2026-07-28';
const call = { name: 'add_task', arguments: { title: 'Buy milk' } };
const classic = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call };
const envelope = (version: string) => ({
  'io.modelcontextprotocol/protocolVersion': version,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
});
const enveloped = (version: string) => ({
  ...classic,
  params: { ...call, _meta: envelope(version) },
});

/** A request as each era writes it. */
const eras = {
  'no version, as in 2025-03-26': { headers: {}, body: classic },
  '2025-06-18': { headers: { 'mcp-protocol-version': '2025-06-18' }, body: classic },
  '2025-11-25': { headers: { 'mcp-protocol-version': '2025-11-25' }, body: classic },
  [modern]: {
    headers: {
      'mcp-protocol-version': modern,
      'mcp-method': 'tools/call',
      'mcp-name': 'add_task',
    },
    body: enveloped(modern),
  },
} satisfies Record<string, { headers: Record<string, string>; body: object }>;

interface Sent {
  status: number;
  text: string;
}

/** Sends as `user`; unlike fetch it sends the Host and no other header than it was given. */
async function send(
  user: string,
  headers: Record<string, string>,
  body: unknown,
  method = 'POST',
): Promise<Sent> {
  const outgoing = request(`${server.url}/mcp`, {
    method,
    headers: {
      authorization: `Bearer ${server.token({ sub: user })}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
  });
  outgoing.end(method === 'POST' ? JSON.stringify(body) : undefined);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: z.number().parse(response.statusCode), text };
}

async function tasksOf(user: string): Promise<number> {
  await using owner = await createClient(server.database.owner);
  const { rows } = await owner.query('SELECT 1 FROM app.tasks WHERE user_id = $1', [user]);
  return rows.length;
}

describe.each(Object.entries(eras))('in the era %s', (era, { headers, body }) => {
  const user = `user of ${era}`.replaceAll(/\W/g, '-');

  test('a call is served', async () => {
    const { status, text } = await send(user, headers, body);
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('Buy milk') });
    await expect(tasksOf(user)).resolves.toBe(1);
  });

  test.each<[string, Record<string, string>, number]>([
    ['a foreign Origin', { origin: 'https://evil.test' }, 403],
    ['an Origin of null', { origin: 'null' }, 403],
    ['a foreign Host', { host: 'evil.test' }, 403],
    ['a Host that begins like ours', { host: '127.0.0.1.evil.test' }, 403],
    ['no token', { authorization: '' }, 401],
  ])('%s is refused', async (name, wrong, status) => {
    const stranger = `${user}-${name.replaceAll(/\W/g, '-')}`;
    await expect(send(stranger, { ...headers, ...wrong }, body)).resolves.toMatchObject({ status });
    await expect(tasksOf(stranger)).resolves.toBe(0);
  });

  test('a batch is refused whole', async () => {
    const batcher = `${user}-batch`;
    for (const batch of [[body], [body, body], []]) {
      await expect(send(batcher, headers, batch)).resolves.toMatchObject({ status: 400 });
    }
    await expect(tasksOf(batcher)).resolves.toBe(0);
  });

  test('GET opens no stream and DELETE ends no session: 405', async () => {
    const session = { ...headers, 'mcp-session-id': 'guessed', 'last-event-id': '1' };
    for (const method of ['GET', 'DELETE']) {
      await expect(send(user, session, body, method)).resolves.toMatchObject({ status: 405 });
    }
  });
});

/** What a client of 2026-07-28 says twice, and the second time otherwise. */
const { headers: right, body: rightBody } = eras[modern];
const { 'mcp-method': _method, ...noMethod } = right;
const { 'mcp-name': _name, ...noName } = right;
const HEADER_MISMATCH = -32_020;
const UNSUPPORTED_VERSION = -32_022;

test.each<[string, Record<string, string>, unknown, number | null]>([
  [
    'MCP-Protocol-Version of another era',
    { ...right, 'mcp-protocol-version': '2025-11-25' },
    rightBody,
    HEADER_MISMATCH,
  ],
  ['no Mcp-Method', noMethod, rightBody, HEADER_MISMATCH],
  [
    'Mcp-Method of another method',
    { ...right, 'mcp-method': 'tools/list' },
    rightBody,
    HEADER_MISMATCH,
  ],
  ['no Mcp-Name', noName, rightBody, HEADER_MISMATCH],
  ['Mcp-Name of another tool', { ...right, 'mcp-name': 'list_tasks' }, rightBody, HEADER_MISMATCH],
  ['Mcp-Name in other letters', { ...right, 'mcp-name': 'ADD_TASK' }, rightBody, HEADER_MISMATCH],
  [
    'a version of the future',
    { ...right, 'mcp-protocol-version': '2099-01-01' },
    enveloped('2099-01-01'),
    UNSUPPORTED_VERSION,
  ],
  ['a modern header on a message of 2025', right, classic, null],
  ['a version that never was, in 2025', { 'mcp-protocol-version': '1999-01-01' }, classic, null],
  ['a version that is none, in 2025', { 'mcp-protocol-version': 'latest' }, classic, null],
])('%s: 400, and nothing is done', async (name, headers, body, code) => {
  const user = name.replaceAll(/\W/g, '-');
  const { status, text } = await send(user, headers, body);
  expect({ status, text }).toEqual({
    status: 400,
    text:
      code === null
        ? expect.stringContaining('"error"')
        : expect.stringContaining(`"code":${code}`),
  });
  await expect(tasksOf(user)).resolves.toBe(0);
});

test('a modern message with no MCP-Protocol-Version at all is refused', async () => {
  const { 'mcp-protocol-version': _version, ...headers } = right;
  const answer = await send('versionless', headers, rightBody);
  expect(answer.status).toBe(400);
  await expect(tasksOf('versionless')).resolves.toBe(0);
});

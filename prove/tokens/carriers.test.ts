import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mcpTokenOf } from '#test/mcp-token.ts';
import { startSystem, type System } from '#test/system.ts';
import { rpc } from '#test/tool-server.ts';
import { tally } from '../tally.ts';

const attack = 'good tokens in the wrong place of a request';

/** A door with a token that is good there. */
interface Door {
  url: string;
  method: 'GET' | 'POST';
  token: string;
  body: string;
}

let system: System;
let doors: Door[];
beforeAll(async () => {
  system = await startSystem();
  const person = await system.signUp();
  const [user, mcp] = [await person.token(), await mcpTokenOf(system.identity.url, person)];
  doors = [
    { url: `${system.gateway.url}/trpc/tasks.list`, method: 'GET', token: user, body: '' },
    {
      url: `${system.gateway.url}/trpc/tasks.add`,
      method: 'POST',
      token: user,
      body: '{"title":"x"}',
    },
    { url: `${system.mcp.url}/mcp`, method: 'POST', token: mcp, body: rpc('tools/list') },
  ];
});
afterAll(() => system?.stop());

/** Node's own refusal of headers that are too large (RFC 6585 §5). */
const tooLarge = 431;

interface Carried {
  /** As raw pairs: a name may come twice. */
  headers?: [name: string, value: string][];
  query?: string;
}

const authorization = (...values: string[]): Carried => ({
  headers: values.map((value) => ['authorization', value]),
});
const header = (name: string, value: string): Carried => ({ headers: [[name, value]] });

const refused: Record<string, (token: string) => Carried> = {
  'nothing at all': () => ({}),
  'an empty header': () => authorization(''),
  'the scheme alone': () => authorization('Bearer'),
  'no scheme': (token) => authorization(token),
  'the scheme Token': (token) => authorization(`Token ${token}`),
  'the scheme JWT': (token) => authorization(`JWT ${token}`),
  'the scheme DPoP': (token) => authorization(`DPoP ${token}`),
  'the scheme Basic': (token) =>
    authorization(`Basic ${Buffer.from(`token:${token}`).toString('base64')}`),
  'no blank behind the scheme': (token) => authorization(`Bearer${token}`),
  'a colon behind the scheme': (token) => authorization(`Bearer: ${token}`),
  'quotes around it': (token) => authorization(`Bearer "${token}"`),
  'a parameter': (token) => authorization(`Bearer token=${token}`),
  'a good one behind a bad one': (token) => authorization(`Bearer x.y.z, Bearer ${token}`),
  'a bad one behind it': (token) => authorization(`Bearer ${token}, Bearer x.y.z`),
  'the same twice in one': (token) => authorization(`Bearer ${token} ${token}`),
  'a second header behind a bad one': (token) => authorization('Bearer x.y.z', `Bearer ${token}`),
  'a megabyte of it': (token) => authorization(`Bearer ${token}${'A'.repeat(1_000_000)}`),
  'another header': (token) => header('x-access-token', token),
  'the header of a proxy': (token) => header('proxy-authorization', `Bearer ${token}`),
  'the header that a proxy forwards': (token) =>
    header('x-forwarded-authorization', `Bearer ${token}`),
  'a cookie': (token) =>
    header('cookie', `access_token=${token}; better-auth.session_token=${token}`),
  'the query': (token) => ({ query: `access_token=${token}&token=${token}` }),
  "the query, as tRPC's parameters of the connection": (token) => {
    const parameters = JSON.stringify({ authorization: `Bearer ${token}`, token });
    return { query: `connectionParams=${encodeURIComponent(parameters)}` };
  },
};

async function knock(
  { url, method, body }: Door,
  { headers = [], query }: Carried,
): Promise<number> {
  const sent = request(query === undefined ? url : `${url}?${query}`, {
    method,
    headers: [
      ['host', new URL(url).host],
      ['accept', 'application/json, text/event-stream'],
      ...(method === 'POST' ? [['content-type', 'application/json']] : []),
      ...headers,
    ].flat(),
  });
  sent.end(body);
  try {
    const [response]: IncomingMessage[] = await once(sent, 'response');
    response?.resume();
    return response?.statusCode ?? 0;
  } catch {
    // Who is still writing when the answer comes may lose it.
    return tooLarge;
  } finally {
    sent.on('error', () => {});
  }
}

test.for(Object.entries(refused))(
  'a good token, carried as %s, opens nothing',
  async ([name, carry], context) => {
    tally(context, attack, doors.length);
    const statuses = await Promise.all(doors.map((door) => knock(door, carry(door.token))));
    expect(statuses).toEqual(doors.map(() => (name === 'a megabyte of it' ? tooLarge : 401)));
  },
);

test.each(['Bearer', 'bearer', 'BEARER'])('%s is the scheme (RFC 9110 §11.1)', async (scheme) => {
  const statuses = await Promise.all(
    doors.map((door) => knock(door, authorization(`${scheme} ${door.token}`))),
  );
  expect(statuses).toEqual([200, 200, 200]);
});

import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '#test/person.ts';
import { startSystem, type System } from '#test/system.ts';

let system: System;
let person: Person;
let token: string;

beforeAll(async () => {
  system = await startSystem();
  person = await system.signUp();
  token = await person.token();
});
afterAll(() => system?.stop());

const json = { 'content-type': 'application/json' };

function call(
  path: string,
  { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
) {
  return fetch(`${system.gateway.url}/trpc/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
}

function post(path: string, body: BodyInit, headers: Record<string, string> = json) {
  return call(path, { method: 'POST', body, headers });
}

async function titles(): Promise<string> {
  return (await call('tasks.list')).text();
}

const addTask = JSON.stringify({ title: 'must not exist' });

const batch = (size: number) => {
  const input = Object.fromEntries(
    Array.from({ length: size }, (_, index) => [index, { title: `batched ${size}` }]),
  );
  const paths = Array.from({ length: size }, () => 'tasks.add').join(',');
  return post(`${paths}?batch=1`, JSON.stringify(input));
};

describe('refused before anything is parsed', () => {
  test.each([
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="title"\r\n\r\nmust not exist\r\n--x--',
    ],
    ['application/octet-stream', addTask],
    ['text/plain', addTask],
    ['application/x-www-form-urlencoded', 'title=must%20not%20exist'],
    ['', addTask],
  ])('a post of %s answers 415 and changes nothing', async (type, body) => {
    const response = await post('tasks.add', body, { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      error: { data: { httpStatus: 415, appError: { code: 'BAD_REQUEST' } } },
    });
    expect(await titles()).not.toContain('must not exist');
  });

  test('a batch of more than 10 calls runs none of them', async () => {
    for (const size of [11, 1000]) {
      expect((await batch(size)).status).toBe(400);
      expect(await titles()).not.toContain(`batched ${size}`);
    }
    expect((await batch(10)).status).toBe(200);
    expect((await titles()).match(/batched 10/g)).toHaveLength(10);
  });

  test('a body over 256 kB answers 413, whether its length is told or not', async () => {
    const large = JSON.stringify({ title: 'x'.repeat(300_000) });
    expect((await post('tasks.add', large)).status).toBe(413);
    const streamed = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(`${system.gateway.url}/trpc/tasks.add`, {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked' },
      });
      sent.once('response', resolve).once('error', reject).end(large);
    });
    expect(streamed.statusCode).toBe(413);
    const answer: unknown = JSON.parse(Buffer.concat(await streamed.toArray()).toString());
    expect(answer).toMatchObject({
      error: { data: { appError: { code: 'PAYLOAD_TOO_LARGE' } } },
    });
  });

  test('an endless body is cut off, not read', async () => {
    const socket = connect(Number(new URL(system.gateway.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST /trpc/tasks.add HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${token}\r\n` +
        'content-type: application/json\r\ncontent-length: 20000000000\r\n\r\n',
    );
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(String(data))),
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    await new Promise((resolve) => {
      socket.once('close', resolve);
      const pump = () =>
        socket.writable && socket.write('x'.repeat(65_536), () => setImmediate(pump));
      pump();
    });
  });

  test.each(['[', '{"a":'])('JSON nested too deep (%s) answers 400', async (open) => {
    const answers = await Promise.all([
      post('tasks.add', open.repeat(20_000)),
      call(`tasks.list?input=${encodeURIComponent(open.repeat(1000))}`),
      call(`tasks.list?first=?&input=${encodeURIComponent(open.repeat(1000))}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    // Said by the check itself: the parser would only have found the end missing.
    for (const answer of answers) expect(await answer.text()).toContain('nested');
  });

  test('a body that was pressed is refused as it is, and never unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, ' '));
    expect(bomb.length).toBeLessThan(256 * 1024);
    const startedAt = performance.now();
    const answer = await post('tasks.add', bomb, { ...json, 'content-encoding': 'gzip' });
    expect(answer.status).toBe(400);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('an object of too many keys answers 400 or 413, and is not told back', async () => {
    const keys = (count: number) =>
      `{"title":"must not exist"${Array.from({ length: count }, (_, key) => `,"${key}":0`).join('')}}`;
    const answers = await Promise.all([
      post('tasks.add', keys(25_000)),
      post('tasks.add', keys(30_000)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([400, 413]);
    expect((await answers[0]?.text())?.length).toBeLessThan(10_000);
    expect(await titles()).not.toContain('must not exist');
  });

  test('malformed JSON answers 400 without a word of the parser', async () => {
    const response = await post('tasks.add', '{"title": ');
    expect(response.status).toBe(400);
    expect(await response.text()).not.toMatch(/Unexpected|position|SyntaxError/);
  });
});

describe('what is no call', () => {
  test('an unknown procedure answers NOT_FOUND', async () => {
    for (const path of ['tasks.steal', '__proto__', 'constructor', 'tasks']) {
      expect((await call(path)).status).toBe(404);
    }
  });

  test('a mutation by GET answers 405 and changes nothing', async () => {
    const response = await call(`tasks.add?input=${encodeURIComponent(addTask)}`);
    expect(response.status).toBe(405);
    expect(await titles()).not.toContain('must not exist');
  });

  test('other paths answer 404, malformed ones too, a malformed input 400', async () => {
    expect((await fetch(`${system.gateway.url}/`)).status).toBe(404);
    expect((await call('%E0%A4%A')).status).toBe(404);
    expect((await call('tasks.list?input=%E0%A4%A')).status).toBe(400);
  });
});

describe('errors', () => {
  test('no token answers 401 with a challenge', async () => {
    for (const authorization of ['', 'Bearer ', 'Bearer x.y.z', `Basic ${token}`]) {
      const response = await call('me.get', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('every answer carries a trace id, and an error repeats it', async () => {
    const response = await call('tasks.get?input=%7B%7D');
    const traceId = response.headers.get('x-trace-id');
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(response.headers.get('server-timing')).toMatch(/^total;dur=\d/);
    expect(await response.json()).toMatchObject({
      error: {
        message: expect.stringContaining('id:'),
        data: { traceId, code: 'BAD_REQUEST', appError: { details: { fields: [{ path: 'id' }] } } },
      },
    });
  });

  test('no answer holds a stack, a path or a query', async () => {
    const answers = await Promise.all([
      call('nope'),
      post('tasks.add', '{'),
      call('chat.get?input=%7B%7D'),
      call('tasks.list?input=%5B1%5D'),
    ]);
    for (const answer of answers) {
      expect(await answer.text()).not.toMatch(/stack|node_modules|\.ts|\.mjs|select /i);
    }
  });
});

const preflight = (origin: string) =>
  fetch(`${system.gateway.url}/trpc/tasks.add`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

describe('CORS', () => {
  test('a configured origin may call, and keeps the preflight for a day', async () => {
    const response = await preflight('http://localhost:3000');
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': 'http://localhost:3000',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(/authorization, content-type/),
      'access-control-max-age': '86400',
    });
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    const answer = await call('me.get', { headers: { origin: 'http://127.0.0.1:3000' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:3000');
    expect(answer.headers.get('access-control-expose-headers')).toMatch(
      /server-timing, x-trace-id, retry-after/,
    );
    expect(answer.headers.get('vary')).toMatch(/origin/);
  });

  test.each(['https://evil.example', 'null', 'http://localhost:3000.evil.example'])(
    'a page of %s may not',
    async (origin) => {
      const response = await preflight(origin);
      expect(response.status).toBe(403);
      expect(response.headers.has('access-control-allow-origin')).toBe(false);
      const answer = await call('me.get', { headers: { origin } });
      expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    },
  );
});

describe('the process', () => {
  test('is ready when everything that it needs answers', async () => {
    const response = await fetch(`${system.gateway.url}/ready`);
    expect(await response.json()).toEqual({
      status: 'ready',
      checks: { database: true, mcpServer: true, identity: true },
    });
    expect(response.status).toBe(200);
  });
});

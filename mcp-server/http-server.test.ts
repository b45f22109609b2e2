import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { identifiers } from '#test/identifiers.ts';
import { newSigningKey } from '#test/jwks-server.ts';
import { rpc, startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

const accept = 'application/json, text/event-stream';

/** A request whose Host header is the caller's to choose, which fetch forbids. */
async function send(path: string, headers: Record<string, string>, method = 'GET', body?: string) {
  const outgoing = request(`${server.url}${path}`, { method, headers, setHost: false });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  response.resume();
  return { status: z.number().parse(response.statusCode) };
}

describe('requests that are refused', () => {
  test.each(['GET', 'DELETE', 'PUT', 'OPTIONS', 'HEAD'])('%s /mcp: 405', async (method) => {
    const response = await fetch(`${server.url}/mcp`, {
      method,
      headers: { authorization: `Bearer ${server.token()}`, accept },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test('a batch, even of one: 400', async () => {
    const one: unknown = JSON.parse(rpc('tools/list'));
    for (const batch of [[one], [one, one], [], Array.from({ length: 100 }, () => one)]) {
      const response = await server.post({ body: JSON.stringify(batch) });
      expect(response.status).toBe(400);
      await expect(response.text()).resolves.toContain('Batches are not served');
    }
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'text/plain; application/json',
  ])('the content type %s: 415', async (type) => {
    const response = await server.post({ headers: { 'content-type': type } });
    expect(response.status).toBe(415);
    // Said by our own check: the SDK would only have looked after parsing.
    await expect(response.text()).resolves.toContain('The content type must be application/json.');
  });

  test.each(['{', '', 'null', '"text"', '7', '\u0000'])('the body %j: 400', async (body) => {
    expect((await server.post({ body })).status).toBe(400);
  });

  test.each(['[', '{"a":'])('a bomb of 100,000 times %s: 400', async (opening) => {
    expect((await server.post({ body: opening.repeat(100_000 / opening.length) })).status).toBe(
      400,
    );
  });

  test('a body that was pressed is refused as it is, and never unpacked: 400', async () => {
    const response = await fetch(`${server.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        accept,
        authorization: `Bearer ${server.token()}`,
      },
      body: gzipSync(Buffer.alloc(200_000_000, ' ')),
    });
    expect(response.status).toBe(400);
  });

  test('arguments of very many keys are refused, and not told back', async () => {
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, key) => [`k${key}`, 0]));
    const body = rpc('tools/call', { name: 'add_task', arguments: { title: 'x', ...many } });
    const response = await server.post({ body });
    const text = await response.text();
    expect(text).toContain('BAD_REQUEST');
    expect(text.length).toBeLessThan(10_000);
  });

  test.each([257 * 1024, 20 * 1024 * 1024])('a body of %d bytes: 413', async (bytes) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
    socket.on('error', () => {});
    socket.write(
      `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
        `Authorization: Bearer ${server.token()}\r\nContent-Length: ${bytes}\r\n\r\n`,
    );
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  test('a body that says no length is cut off at 256 kB: 413', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
    socket.on('error', () => {});
    socket.write(
      `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n` +
        `Authorization: Bearer ${server.token()}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    for (let sent = 0; sent < 17; sent += 1) socket.write(chunk);
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  test.each(['evil.test', 'evil.test:8001', '127.0.0.1.evil.test', '', '[::1'])(
    'the host "%s": 403',
    async (host) => {
      const headers = {
        host,
        authorization: `Bearer ${server.token()}`,
        'content-type': 'application/json',
        accept,
      };
      const body = rpc('tools/list');
      expect((await send('/mcp', headers, 'POST', body)).status).not.toBe(200);
      const known = { ...headers, host: 'localhost:1234' };
      expect((await send('/mcp', known, 'POST', body)).status).toBe(200);
    },
  );

  test.each(['https://evil.test', 'null', 'http://localhost.evil.test', 'file://', 'nonsense'])(
    'the origin %s: 403',
    async (origin) => {
      expect((await server.post({ headers: { origin } })).status).toBe(403);
      expect((await server.post({ headers: { origin: 'http://localhost:3000' } })).status).toBe(
        200,
      );
    },
  );

  test('an unknown path: 404', async () => {
    for (const path of ['/', '/mcp/', '/MCP', '/.well-known/oauth-protected-resource']) {
      expect((await fetch(`${server.url}${path}`)).status).toBe(404);
    }
  });

  test('no refusal tells about the inside', async () => {
    const answers = await Promise.all([
      server.post({ token: 'garbage' }),
      server.post({ body: '{' }),
      server.post({ body: rpc('no/such/method') }),
      server.post({ body: rpc('tools/call', { name: 'no_such_tool', arguments: {} }) }),
      server.post({ body: rpc('tools/call', { name: 'get_task', arguments: 'text' }) }),
      server.post({ body: rpc('tools/call', { name: 7 }) }),
    ]);
    for (const answer of answers) {
      const text = `${await answer.text()}${JSON.stringify([...answer.headers])}`;
      expect(text).not.toMatch(/node_modules|\.ts\b|jose|prisma|postgres| at \w+ \(|zod/i);
    }
  });

  test('a subscription ends at once: no stream is held open', async () => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'subscriptions/listen',
      params: {
        notifications: { toolsListChanged: true },
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    });
    const response = await server.post({
      body,
      headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' },
    });
    // The body ends by itself, or this waits for the test's timeout.
    await response.text();
    expect(response.status).toBe(200);
  });
});

test('/health and /ready answer a probe that comes by an address of its own', async () => {
  for (const path of ['/health', '/ready']) {
    expect((await send(path, { host: '10.1.2.3:8001' })).status).toBe(200);
  }
});

test('the metadata names resource, issuer and scopes (RFC 9728)', async () => {
  const response = await fetch(`${server.url}/.well-known/oauth-protected-resource/mcp`);
  expect(response.headers.get('content-type')).toContain('application/json');
  await expect(response.json()).resolves.toEqual({
    resource: identifiers.mcpResource,
    resource_name: 'Throughline',
    authorization_servers: [identifiers.issuer],
    scopes_supported: ['tasks:read', 'tasks:write'],
    bearer_methods_supported: ['header'],
  });
});

test('every answer to a call has a trace id of its own and its timing', async () => {
  const answers = await Promise.all([server.post(), server.post()]);
  const ids = answers.map((answer) => answer.headers.get('x-trace-id'));
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(2);
  expect(answers[0].headers.get('server-timing')).toMatch(/;dur=\d/);
});

test('a body posted in many pieces is one message', async () => {
  const outgoing = request(`${server.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${server.token()}`,
    },
  });
  // Cut in the middle of a character of several bytes.
  const body = Buffer.from(rpc('tools/call', { name: 'add_task', arguments: { title: '漢字' } }));
  const cut = body.indexOf(Buffer.from('漢')) + 1;
  outgoing.write(body.subarray(0, cut));
  outgoing.end(body.subarray(cut));
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  expect(text).toContain('漢字');
});

test('/ready says which dependency is missing, and comes back by itself', async () => {
  const status = async () => (await fetch(`${server.url}/ready`)).status;
  await expect.poll(status).toBe(200);
  server.jwks.fail('status 500');
  await expect.poll(status).toBe(503);
  const answer = await fetch(`${server.url}/ready`);
  await expect(answer.json()).resolves.toEqual({
    status: 'not ready',
    checks: { database: true, identity: false },
  });
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  server.jwks.publish([newSigningKey('test-key')]);
  await expect.poll(status).toBe(200);
});

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import { identifiers, testSecrets } from '#test/identifiers.ts';
import { createTokenExchanger, type TokenExchanger } from './exchange.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));

let requests = 0;
let answer: Answer;
/** A token endpoint whose answers are numbered, so that a cached one is told from a new one. */
const numbered: Answer = (response, request) =>
  json(200, { access_token: `token-${requests}`, token_type: 'Bearer', expires_in: 120 })(
    response,
    request,
  );

/** Sends the credentials on to another address, which would answer. */
const redirected: Answer = (response, request) => {
  if (request.url === '/elsewhere') numbered(response, request);
  else response.writeHead(307, { location: '/elsewhere' }).end();
};

let endpoint: Server;
let exchanger: TokenExchanger;
let nowMs: number;
const person = { subjectToken: 'subject', sessionId: 'session-1', userId: 'user-1' };

const call = () => exchanger.exchange({ ...person, scopes: ['tasks:read'] });

beforeEach(async () => {
  endpoint = createServer((request, response) => {
    requests += 1;
    request.resume().once('end', () => answer(response, request));
  });
  endpoint.listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  const address = endpoint.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  requests = 0;
  nowMs = 0;
  answer = numbered;
  exchanger = createTokenExchanger({
    tokenUrl: `http://127.0.0.1:${address.port}/token`,
    clientId: 'gateway',
    clientSecret: 'secret',
    resource: 'https://mcp.test/mcp',
    timeoutMs: 2_000,
    now: () => nowMs,
  });
});
afterEach(async () => {
  endpoint.close();
  endpoint.closeAllConnections();
  await once(endpoint, 'close');
});

test('a token is used again until 15 seconds before it expires', async () => {
  const request = { ...person, scopes: ['tasks:read'] } as const;
  expect(await exchanger.exchange(request)).toBe('token-1');
  nowMs = 104_999;
  expect(await exchanger.exchange({ ...request, subjectToken: 'renewed' })).toBe('token-1');
  nowMs = 105_000;
  expect(await exchanger.exchange(request)).toBe('token-2');
});

test('a token is never used for another person, session or scope', async () => {
  const tokens = await Promise.all([
    exchanger.exchange({ ...person, scopes: ['tasks:read'] }),
    exchanger.exchange({ ...person, scopes: ['tasks:write'] }),
    exchanger.exchange({ ...person, scopes: ['tasks:read', 'tasks:write'] }),
    exchanger.exchange({ ...person, sessionId: 'session-2', scopes: ['tasks:read'] }),
    exchanger.exchange({ ...person, userId: 'user-2', scopes: ['tasks:read'] }),
  ]);
  expect(new Set(tokens).size).toBe(5);
});

test("when a session ends its tokens are forgotten at once, and nobody else's", async () => {
  const other = { ...person, sessionId: 'session-2', scopes: ['tasks:read'] } as const;
  expect([await call(), await exchanger.exchange(other)]).toEqual(['token-1', 'token-2']);
  exchanger.forget(person.sessionId);
  expect([await call(), await exchanger.exchange(other)]).toEqual(['token-3', 'token-2']);
  exchanger.forget(undefined);
  expect([await call(), await exchanger.exchange(other)]).toEqual(['token-4', 'token-5']);
});

test('an exchange that was under way when its session ended is not remembered', async () => {
  answer = (response, request) => {
    exchanger.forget(person.sessionId);
    numbered(response, request);
  };
  await call();
  answer = numbered;
  await expect(call()).resolves.toBe('token-2');
});

test('calls at the same time share one exchange', async () => {
  const tokens = await Promise.all(Array.from({ length: 50 }, call));
  expect(new Set(tokens)).toEqual(new Set(['token-1']));
});

test('one broken connection costs no request: a restart leaves dead ones behind', async () => {
  answer = (response) => {
    answer = numbered;
    response.socket?.destroy();
  };
  await expect(call()).resolves.toBe('token-2');
});

test('a failed exchange is not remembered', async () => {
  answer = json(500, {});
  await expect(call()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  answer = numbered;
  await expect(call()).resolves.toBe('token-2');
});

test.each<[string, Answer, object]>([
  ['a server error', json(503, {}, { 'retry-after': '7' }), { retryAfterSeconds: 7 }],
  ['a limit', json(429, {}), { retryAfterSeconds: 1 }],
  ['silence', () => {}, { retryAfterSeconds: 1 }],
  ['a cut connection', (response) => response.socket?.destroy(), { retryAfterSeconds: 1 }],
  ['a page of HTML', (response) => response.writeHead(200).end('<html>'), { retryAfterSeconds: 1 }],
  ['a redirect', redirected, { retryAfterSeconds: 1 }],
])('%s from the token endpoint is an outage, not a sign-out', async (_what, given, details) => {
  answer = given;
  await expect(call()).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    details,
  });
});

test.each([
  ['invalid_request', 'UNAUTHENTICATED'],
  ['invalid_grant', 'UNAUTHENTICATED'],
  ['invalid_scope', 'FORBIDDEN'],
  ['invalid_target', 'INTERNAL'],
  ['unauthorized_client', 'INTERNAL'],
])('the refusal %s is told as %s', async (error, code) => {
  answer = json(400, { error });
  await expect(exchanger.exchange({ ...person, scopes: ['tasks:write'] })).rejects.toMatchObject({
    code,
  });
});

test("a wrong client secret is our own fault, not the person's", async () => {
  answer = json(401, { error: 'invalid_client' });
  await expect(call()).rejects.toMatchObject({
    code: 'INTERNAL',
  });
});

test('with the real identity provider: a token for the person, and none after sign-out', async () => {
  const identity: Identity = await startIdentity();
  try {
    const real = createTokenExchanger({
      tokenUrl: identity.tokenUrl,
      clientId: identifiers.gatewayClientId,
      clientSecret: testSecrets.gatewayClient,
      resource: identifiers.mcpResource,
    });
    const someone = await identity.signUp();
    const request = {
      subjectToken: await someone.token(),
      sessionId: 'the cache key only',
      userId: someone.userId,
    };
    await expect(real.exchange({ ...request, scopes: ['tasks:read'] })).resolves.toMatch(/^ey/);
    await someone.signOut();
    await expect(real.exchange({ ...request, scopes: ['tasks:write'] })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await identity.server.stop();
    await expect(real.exchange({ ...request, scopes: ['tasks:write'] })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  } finally {
    await identity.stop();
  }
});

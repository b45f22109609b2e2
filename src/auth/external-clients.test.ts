import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Connections } from '#src/contracts/connection.ts';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import { identifiers, testSecrets } from '#test/identifiers.ts';
import { oauthClient } from '#test/oauth-client.ts';
import type { Person } from '#test/person.ts';
import { createJwks } from './jwks.ts';
import { createTokenVerifier } from './verify-token.ts';

let identity: Identity;
let person: Person;

beforeAll(async () => {
  identity = await startIdentity(undefined, { TRUSTED_PROXIES: '127.0.0.1' });
  person = await identity.signUp('Ada');
});
afterAll(() => identity.stop());

const redirectUri = 'http://localhost:6274/oauth/callback';
const newClient = () => oauthClient(identity.url, { clientId: 'mcp-inspector', redirectUri });

const verify = (token: string) =>
  createTokenVerifier({
    typ: 'at+jwt',
    issuer: identifiers.issuer,
    audience: identifiers.mcpResource,
    keys: createJwks({ url: identity.jwksUrl }),
  }).verify(token);

describe('a token', () => {
  test('is what the MCP server takes: typed, for it alone, for five minutes at most', async () => {
    const answer = await newClient().connect(person.cookie);
    expect(answer).toMatchObject({ status: 200, scope: 'tasks:read offline_access' });
    expect(decodeProtectedHeader(answer.access_token)).toMatchObject({ typ: 'at+jwt' });
    const claims = await verify(answer.access_token);
    expect(claims).toMatchObject({
      aud: identifiers.mcpResource,
      sub: person.userId,
      client_id: 'mcp-inspector',
    });
    expect(claims.exp - claims.iat).toBeLessThanOrEqual(300);
  });

  test.each([
    ['with a slash behind it', `${identifiers.mcpResource}/`],
    ['not at all', undefined],
  ])('is for the MCP server when the client names it %s', async (_how, resource) => {
    const client = newClient();
    const code = await client.code(person.cookie, { resource });
    const answer = await client.trade(code, resource === undefined ? {} : { resource });
    await expect(verify(answer.access_token)).resolves.toMatchObject({ sub: person.userId });
    const again = await client.refresh(
      answer.refresh_token,
      resource === undefined ? {} : { resource },
    );
    await expect(verify(again.access_token)).resolves.toMatchObject({ sub: person.userId });
  });

  test('reads and does not write, unless the client asks for it', async () => {
    const { access_token } = await newClient().connect(person.cookie, { scope: undefined });
    expect((await verify(access_token)).scope.split(' ')).not.toContain('tasks:write');
    const writing = await newClient().connect(person.cookie, { scope: 'tasks:read tasks:write' });
    expect((await verify(writing.access_token)).scope.split(' ')).toContain('tasks:write');
  });
});

describe('a request', () => {
  const errorOf = (url: URL) => url.searchParams.get('error');

  test.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with PKCE in the plain', { code_challenge_method: 'plain' }],
    ['with a challenge and no method', { code_challenge_method: undefined }],
    ['for a token instead of a code', { response_type: 'token' }],
  ])('%s is refused, and the client is told where it listens', async (_what, parameters) => {
    const url = await newClient().authorize(parameters, person.cookie);
    expect(url.searchParams.has('code')).toBe(false);
    // Errors of a response that is not a code come in the fragment.
    expect(url.href).toMatch(
      new RegExp(`^${redirectUri}[?#]error=(invalid_request|unsupported_response_type)&`),
    );
  });

  test.each([
    ['for another resource', { resource: 'https://other.test/mcp' }, 'invalid_target'],
    ['for an unknown scope', { scope: 'tasks:read admin' }, 'invalid_scope'],
    ["for the operators' scope", { scope: 'tasks:read operator' }, 'invalid_scope'],
    ["for the gateway's scopes of sign-in", { scope: 'openid profile' }, 'invalid_scope'],
  ])('%s is refused with the error, the state and the issuer', async (_what, parameters, error) => {
    const url = await newClient().authorize(parameters, person.cookie);
    expect(url.origin + url.pathname).toBe(redirectUri);
    expect(errorOf(url)).toBe(error);
    expect(url.searchParams.get('state')).toBe('a-state');
    expect(url.searchParams.get('iss')).toBe(identifiers.issuer);
  });

  test.each([
    'https://attacker.test/callback',
    'http://localhost:6274/oauth/callback/../../elsewhere',
    'http://localhost:6274/oauth/callback?next=https://attacker.test',
    'http://localhost:6274/oauth/callback/',
    'http://localhost:6274@attacker.test/oauth/callback',
    'http://localhost.attacker.test:6274/oauth/callback',
    'http://LOCALHOST:6274/oauth/callback',
    'http://user@localhost:6274/oauth/callback',
    'http://localhost:6274/oauth/callback#fragment',
    'https://localhost:6274/oauth/callback',
    '//attacker.test/callback',
    'javascript:alert(1)',
    'data:text/html,hello',
    undefined,
  ])('never leads to %s, which is not registered', async (redirect_uri) => {
    const client = newClient();
    for (const cookie of [person.cookie, '']) {
      for (const parameters of [{ redirect_uri }, { redirect_uri, code_challenge: undefined }]) {
        const url = await client.authorize(parameters, cookie);
        expect(url.origin).toBe(identity.url);
        expect(url.pathname).toBe('/consent');
        expect(url.searchParams.has('error')).toBe(true);
        expect(url.searchParams.has('sig')).toBe(false);
      }
    }
  });

  test('that names two addresses leads to neither', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'mcp-inspector',
      redirect_uri: redirectUri,
    });
    query.append('redirect_uri', 'https://attacker.test/');
    const response = await fetch(`${identity.url}/api/auth/oauth2/authorize?${query.toString()}`);
    expect(await response.text()).toContain(`"url":"${identity.url}/consent?error=`);
  });

  test.each([identifiers.gatewayClientId, 'nobody', ''])(
    'of the client %j, which may not ask people, is refused on our own page',
    async (client_id) => {
      const url = await newClient().authorize({ client_id }, person.cookie);
      expect(url.origin + url.pathname).toBe(`${identity.url}/consent`);
      expect(errorOf(url)).not.toBeNull();
    },
  );

  test('is shown to the person every time, whatever it says about prompts', async () => {
    const client = newClient();
    await client.connect(person.cookie);
    for (const prompt of [undefined, 'none', 'login', 'create', 'select_account']) {
      const url = await client.authorize({ prompt, max_age: '0' }, person.cookie);
      expect(url.origin + url.pathname).toBe(`${identity.url}/consent`);
      expect(url.searchParams.has('sig')).toBe(true);
    }
    const path = '/api/auth/oauth2/authorize';
    for (const variant of [
      `${path}/`,
      path.replace('oauth2', 'oauth2/'),
      '/api/auth/oauth2/%61uthorize',
    ]) {
      const response = await fetch(identity.url + variant, { redirect: 'manual' });
      expect(response.status).toBe(404);
    }
  });
});

describe('the decision', () => {
  test('to deny is told to the client, with the issuer, and leaves nothing', async () => {
    const someone = await identity.signUp();
    const client = newClient();
    const page = await client.authorize({}, someone.cookie);
    const { url } = await client.decide(page, someone.cookie, false);
    expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
      error: 'access_denied',
      state: 'a-state',
      iss: identifiers.issuer,
    });
    expect(await connectionsOf(someone)).toEqual([]);
  });

  test('to allow brings the code, the state and the issuer (RFC 9207)', async () => {
    const client = newClient();
    const page = await client.authorize({}, person.cookie);
    const { url } = await client.decide(page, person.cookie);
    expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
      code: expect.any(String),
      state: 'a-state',
      iss: identifiers.issuer,
    });
  });

  test('cannot be made for the person: not from another site, nor without a session', async () => {
    const client = newClient();
    const page = await client.authorize({}, person.cookie);
    expect((await client.decide(page, person.cookie, true, 'https://attacker.test')).status).toBe(
      403,
    );
    expect((await client.decide(page, '')).status).toBe(401);
  });

  test('is about the request that was shown: a changed one is refused', async () => {
    const client = newClient();
    const page = await client.authorize({}, person.cookie);
    for (const [name, value] of [
      ['scope', 'tasks:read tasks:write'],
      ['redirect_uri', 'https://attacker.test/'],
      ['client_id', 'claude'],
      ['code_challenge', 'mine'],
      ['exp', '9999999999'],
    ] as const) {
      const changed = new URL(page);
      changed.searchParams.set(name, value);
      const { status, url } = await client.decide(changed, person.cookie);
      expect([status, url]).toEqual([400, undefined]);
    }
  });
});

describe('a code', () => {
  test('works once: used again it ends what it brought', async () => {
    const client = newClient();
    const code = await client.code(person.cookie);
    const { refresh_token } = await client.trade(code);
    expect(await client.trade(code)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await client.refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  test.each<[string, Record<string, string>]>([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['another address', { redirect_uri: 'http://127.0.0.1:6274/oauth/callback' }],
    ['another port than the one asked from', { redirect_uri: 'http://localhost:1/oauth/callback' }],
    ['another client', { client_id: 'cursor' }],
    ['another resource', { resource: 'https://other.test/mcp' }],
  ])('is worth nothing with %s', async (_what, form) => {
    const client = newClient();
    const answer = await client.trade(await client.code(person.cookie), form);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.access_token).toBe('');
  });

  test('is worth nothing without a verifier', async () => {
    const client = newClient();
    const answer = await client.trade(await client.code(person.cookie), { code_verifier: '' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test('is worth nothing once the session that allowed it has ended', async () => {
    const someone = await identity.signUp();
    const client = newClient();
    const code = await client.code(someone.cookie);
    await someone.signOut();
    expect((await client.trade(code)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('a refresh token', () => {
  test('is replaced at each use, and the replaced one used again ends them all', async () => {
    const someone = await identity.signUp();
    const client = newClient();
    const first = await client.connect(someone.cookie);
    const second = await client.refresh(first.refresh_token);
    expect(second).toMatchObject({ status: 200 });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await client.refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await client.refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  test('used many times at once is good for one', async () => {
    const someone = await identity.signUp();
    const client = newClient();
    const { refresh_token } = await client.connect(someone.cookie);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.refresh(refresh_token)),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  test('cannot be widened, neither in scope nor in resource, nor used by another client', async () => {
    const client = newClient();
    const { refresh_token } = await client.connect(person.cookie);
    for (const [form, error] of [
      [{ scope: 'tasks:read tasks:write' }, 'invalid_scope'],
      [{ resource: 'https://other.test/mcp' }, 'invalid_target'],
      [{ client_id: 'cursor' }, 'invalid_grant'],
    ] as const) {
      expect(await client.refresh(refresh_token, form)).toMatchObject({ status: 400, error });
    }
  });

  test('narrowed by the client is replaced all the same', async () => {
    const client = newClient();
    const wide = await client.connect(person.cookie, { scope: 'tasks:read tasks:write' });
    const narrow = await client.refresh(wide.refresh_token, { scope: 'tasks:read' });
    expect((await verify(narrow.access_token)).scope).not.toContain('tasks:write');
    const again = await client.refresh(narrow.refresh_token);
    expect(again.status).toBe(200);
    expect(await client.refresh(narrow.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  test('outlives the browser session: what was allowed lasts until it is revoked', async () => {
    const someone = await identity.signUp();
    const client = newClient();
    const { refresh_token } = await client.connect(someone.cookie);
    await someone.signOut();
    const { access_token } = await client.refresh(refresh_token);
    await expect(verify(access_token)).resolves.toMatchObject({ sub: someone.userId });
  });

  test("is no way for the gateway's client: it exchanges tokens and nothing else", async () => {
    for (const grant_type of ['authorization_code', 'refresh_token', 'client_credentials']) {
      const response = await fetch(identity.tokenUrl, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${identifiers.gatewayClientId}:${testSecrets.gatewayClient}`).toString('base64')}`,
        },
        body: new URLSearchParams({
          grant_type,
          refresh_token: 'x',
          code: 'x',
          code_verifier: 'x',
        }),
      });
      expect(response.status).toBe(400);
    }
  });
});

describe('connections', () => {
  test('name the client, its address, what it may do and since when, to their person alone', async () => {
    const someone = await identity.signUp();
    await newClient().connect(someone.cookie, { scope: 'tasks:read tasks:write' });
    expect(await connectionsOf(someone)).toEqual([
      {
        clientId: 'mcp-inspector',
        name: 'MCP Inspector',
        known: true,
        redirectTargets: ['localhost (your device)', '127.0.0.1 (your device)'],
        scopes: ['tasks:read', 'tasks:write'],
        active: true,
        firstAllowedAt: expect.any(String),
        lastUsedAt: expect.any(String),
      },
    ]);
    const other = await identity.signUp();
    expect(await connectionsOf(other)).toEqual([]);
    expect((await fetch(`${identity.url}/api/auth/connections`)).status).toBe(401);
  });

  test('revoked: neither refresh token nor waiting code is worth anything', async () => {
    const someone = await identity.signUp();
    const client = newClient();
    const { refresh_token } = await client.connect(someone.cookie);
    const code = await client.code(someone.cookie);
    expect((await revoke(someone)).status).toBe(200);
    expect(await client.refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await client.trade(code)).toMatchObject({ error: 'invalid_grant' });
    expect(await connectionsOf(someone)).toEqual([]);
  });

  test('end with a new password: neither refresh token nor waiting code is worth anything', async () => {
    const someone = await identity.signUp();
    const client = newClient();
    const { refresh_token } = await client.connect(someone.cookie);
    const code = await client.code(someone.cookie);
    const change = (currentPassword: string) =>
      fetch(`${identity.url}/api/auth/change-password`, {
        method: 'POST',
        headers: {
          origin: identity.url,
          'content-type': 'application/json',
          cookie: someone.cookie,
        },
        body: JSON.stringify({ currentPassword, newPassword: 'seventeen herons on a roof' }),
      });
    expect((await change('not the password')).status).toBe(400);
    expect(await connectionsOf(someone)).toMatchObject([{ active: true }]);
    expect((await change(someone.password)).status).toBe(200);
    expect(await client.refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await client.trade(code)).toMatchObject({ error: 'invalid_grant' });
  });

  test("revoked by someone else stay: each person's are their own", async () => {
    const [someone, other] = await Promise.all([identity.signUp(), identity.signUp()]);
    const client = newClient();
    const { refresh_token } = await client.connect(someone.cookie);
    await revoke(other);
    expect((await client.refresh(refresh_token)).status).toBe(200);
  });

  test('cannot be revoked from another site', async () => {
    expect((await revoke(person, 'https://attacker.test')).status).toBe(403);
  });

  test('without a consent bring no token, however the consent went', async () => {
    const someone = await identity.signUp();
    const client = newClient();
    const { refresh_token } = await client.connect(someone.cookie);
    await identity.database.oauthConsent.deleteMany({ where: { userId: someone.userId } });
    expect(await client.refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });
});

async function connectionsOf({ cookie }: Person) {
  const response = await fetch(`${identity.url}/api/auth/connections`, { headers: { cookie } });
  return Connections.parse(await response.json()).connections;
}

function revoke({ cookie }: Person, origin = identity.url): Promise<Response> {
  return fetch(`${identity.url}/api/auth/connections/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin },
    body: JSON.stringify({ clientId: 'mcp-inspector' }),
  });
}

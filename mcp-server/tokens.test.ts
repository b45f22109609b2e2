import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GrantedScope, Scope } from '#src/contracts/scope.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { identifiers } from '#test/identifiers.ts';
import { newSigningKey, type outages } from '#test/jwks-server.ts';
import { rawToken } from '#test/raw-token.ts';
import { rpc, startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

const metadataUrl = 'https://tools.example.test/.well-known/oauth-protected-resource/mcp';

const isOwn = (option: string) => Scope.safeParse(option).success;

describe('tokens', () => {
  test('without a token: 401 with a challenge that says where to get one', async () => {
    const response = await server.post({ token: '' });
    expect(response.status).toBe(401);
    const challenge = response.headers.get('www-authenticate');
    expect(challenge).toMatch(/^Bearer /);
    expect(challenge).toContain(`resource_metadata="${metadataUrl}"`);
    expect(challenge).toContain('scope="tasks:read"');
    // RFC 6750 §3.1: no error code for a request without credentials.
    expect(challenge).not.toContain('error=');
  });

  const refused: Record<string, () => string> = {
    garbage: () => 'garbage',
    'one of a foreign key': () => rawToken(newSigningKey('test-key'), {}),
    'one for another audience': () => server.token({ aud: identifiers.gatewayAudience }),
    'one for two audiences': () =>
      server.token({ aud: [identifiers.mcpResource, identifiers.gatewayAudience] }),
    'one of another issuer': () => server.token({ iss: 'https://elsewhere.test' }),
    'an expired one': () => server.token({ exp: Math.floor(Date.now() / 1000) - 60 }),
    'a user JWT': () => server.token({}, { typ: 'JWT' }),
    "a client's own": () => server.token({ sub: identifiers.gatewayClientId }),
  };
  test.each(Object.keys(refused))('a token that is %s is refused with 401', async (name) => {
    const response = await server.post({ token: refused[name]?.() });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a token in the query string is none', async () => {
    const response = await fetch(`${server.url}/mcp?access_token=${server.token()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: rpc('tools/list'),
    });
    expect(response.status).toBe(401);
  });

  test.each(Object.values(toolRegistry))(
    '$name without its scope: 403 that names it beside those it has, and nothing happens',
    async ({ name, scope }) => {
      const other = Scope.options.filter((option) => option !== scope).join(' ');
      const response = await server.post({
        token: server.token({ scope: other }),
        body: rpc('tools/call', { name, arguments: { title: 'No' } }),
      });
      expect(response.status).toBe(403);
      const challenge = response.headers.get('www-authenticate');
      expect(challenge).toContain('error="insufficient_scope"');
      // With what the client has already, so that it does not lose that by asking for more.
      const all = GrantedScope.options.filter((option) => option === scope || isOwn(option));
      expect(challenge).toContain(`scope="${all.join(' ')}"`);
      expect(challenge).toContain(`resource_metadata="${metadataUrl}"`);
    },
  );

  test('an unknown scope grants nothing, and the tools can be listed with it', async () => {
    const token = server.token({ scope: 'everything admin tasks:read:all' });
    expect((await server.post({ token })).status).toBe(200);
    const call = rpc('tools/call', { name: 'list_tasks', arguments: {} });
    expect((await server.post({ token, body: call })).status).toBe(403);
  });
});

describe('an issuer that is down', () => {
  let fresh: ToolServer;
  beforeEach(async () => {
    fresh = await startToolServer();
    return () => fresh.stop();
  });

  const kinds = ['a refused connection', 'status 500', 'a page of HTML', 'no keys'] as const;
  test.each(kinds satisfies readonly (keyof typeof outages)[])(
    '%s for its keys: 503 with a time to come back, never 401',
    async (outage) => {
      fresh.jwks.fail(outage);
      const response = await fresh.post();
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    },
  );
});

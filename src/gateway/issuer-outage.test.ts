import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '#scripts/free-port.ts';
import { loadGatewayConfig } from '#src/config/gateway.ts';
import { createLogger } from '#src/platform/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { identifiers, testSecrets } from '#test/identifiers.ts';
import { type JwksServer, newSigningKey, startJwksServer } from '#test/jwks-server.ts';
import { rawToken } from '#test/raw-token.ts';
import { type ClosableServices, createServices } from './create-services.ts';
import { createGatewayServer } from './http-server.ts';

// An issuer that is down for long, through the gateway's real HTTP, with the clock moved: the
// gateway runs in this process. Keys come from a server of the test's; nobody exchanges tokens.

const minuteMs = 60_000;
const key = newSigningKey('key');
let startedAt: number;
let jwks: JwksServer;
let database: TestDatabase;
let services: ClosableServices;
let server: Server;
let url: string;
beforeEach(async () => {
  // Before anything takes hold of the clock.
  vi.useFakeTimers({ toFake: ['Date'] });
  startedAt = Date.now();
  const [port, deadPort] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${port}/trpc`;
  [jwks, database] = await Promise.all([startJwksServer([key]), createTestDatabase()]);
  const config = loadGatewayConfig({
    DATABASE_URL: database.gateway,
    GATEWAY_AUDIENCE: identifiers.gatewayAudience,
    GATEWAY_CLIENT_ID: identifiers.gatewayClientId,
    GATEWAY_CLIENT_SECRET: testSecrets.gatewayClient,
    BETTER_AUTH_URL: `http://127.0.0.1:${deadPort}`,
    BETTER_AUTH_ISSUER: identifiers.issuer,
    BETTER_AUTH_JWKS_URL: jwks.url,
    MCP_SERVER_URL: `http://127.0.0.1:${deadPort}/mcp`,
  });
  services = createServices(config, createLogger('test', 'silent'));
  const readiness = async () => ({ status: 'not ready' as const, checks: {} });
  server = createGatewayServer({ services, readiness, corsOrigins: [] });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await services.endStreamsAndRuns();
  await services.disconnect();
  await Promise.all([jwks.stop(), database.drop()]);
  vi.useRealTimers();
});

/** A query of somebody who has just signed in, so many minutes after the start. */
function queryAfter(minutes: number, procedure: string): Promise<Response> {
  vi.setSystemTime(startedAt + minutes * minuteMs);
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: identifiers.issuer,
    aud: identifiers.gatewayAudience,
    sub: 'someone',
    sid: 'session',
    scope: 'tasks:read',
    jti: 'token',
    iat,
    exp: iat + 900,
  };
  const authorization = `Bearer ${rawToken(key, claims, { typ: undefined })}`;
  return fetch(`${url}/${procedure}`, { headers: { authorization } });
}

test.each(['a refused connection', 'silence', 'status 500', 'a page of HTML', 'no keys'] as const)(
  '%s for keys: nothing fails for an hour, then 503 until the issuer is back, never 401',
  async (outage) => {
    expect((await queryAfter(0, 'chat.list')).status).toBe(200);
    jwks.fail(outage);
    for (const minutes of [1, 6, 30, 59]) {
      expect((await queryAfter(minutes, 'chat.list')).status).toBe(200);
    }

    const refused = await queryAfter(61, 'chat.list');
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    jwks.publish([key]);
    expect((await queryAfter(62, 'chat.list')).status).toBe(200);
  },
);

test('a tool whose token nobody can exchange meanwhile answers 503, never 401', async () => {
  const response = await queryAfter(0, 'tasks.list');
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
});

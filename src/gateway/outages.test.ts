import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf, followToEnd, gatewayClient } from '#test/gateway-client.ts';
import { identifiers } from '#test/identifiers.ts';
import { newSigningKey, startJwksServer } from '#test/jwks-server.ts';
import { rawToken } from '#test/raw-token.ts';
import { spawnServer } from '#test/spawn-server.ts';
import { startSystem, type System } from '#test/system.ts';
import { freePort } from '#scripts/free-port.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.stop());

test('a stream is hung up when its token expires, without a final event, so that clients come back', async () => {
  const key = newSigningKey('key');
  const [jwks, port] = await Promise.all([startJwksServer([key]), freePort()]);
  const gateway = await spawnServer('src/gateway/main.ts', port, {
    ...system.gatewayEnv,
    GATEWAY_PORT: String(port),
    BETTER_AUTH_JWKS_URL: jwks.url,
  });
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: identifiers.issuer,
    aud: identifiers.gatewayAudience,
    sub: 'someone',
    sid: 'session',
    scope: 'tasks:read',
    jti: 'x',
    iat: now,
    exp: now + 2,
  };
  const response = await fetch(`${gateway.url}/trpc/changes.follow`, {
    headers: { authorization: `Bearer ${rawToken(key, claims, { typ: undefined })}` },
  });
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  let received = '';
  const read = async () => {
    for await (const chunk of response.body ?? []) received += Buffer.from(chunk).toString();
  };
  await expect(read()).rejects.toThrow(/terminated/);
  expect(Date.now() / 1000 - now).toBeGreaterThan(1.9);
  expect(received).toContain('event: connected');
  expect(received).not.toMatch(/event: (return|serialized-error)/);
  await Promise.all([gateway.stop(), jwks.stop()]);
});

test('SIGTERM ends open streams and the process soon, and its runs go on once there is a worker', async () => {
  const person = await system.signUp();
  const client = gatewayClient(system.gateway.url, await person.token());
  await system.model.script(
    { chunks: Array.from({ length: 200 }, () => 'word '), chunkDelayMs: 50 },
    { text: 'Whole.' },
  );
  const { runId, conversationId } = await client.chat.send.mutate({ text: 'Talk' });
  await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
  const changes = client.changes.follow.subscribe(undefined, {});
  const startedAt = performance.now();
  await system.gateway.stop();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(system.gateway.process.exitCode).toBe(0);
  changes.unsubscribe();

  await system.startGateway();
  const events = (await followToEnd(client, runId)).map(({ event }) => event);
  expect(events).toContainEqual({ type: 'step', step: 1, status: 'restarted' });
  expect(events.at(-1)).toEqual({ type: 'done', reason: 'finished' });
  const { messages } = await client.chat.get.query({ conversationId });
  expect(messages.at(-1)).toMatchObject({
    parts: [{ type: 'text', text: 'Whole.' }],
    run: { status: 'finished' },
  });
});

test('without the MCP server tools answer 503 with Retry-After, and the gateway is not ready', async () => {
  const person = await system.signUp();
  const token = await person.token();
  const client = gatewayClient(system.gateway.url, token);
  await system.mcp.stop();
  expect(await failureOf(client.tasks.list.query({}))).toMatchObject({
    httpStatus: 503,
    appError: { code: 'UNAVAILABLE' },
  });
  const response = await fetch(`${system.gateway.url}/trpc/tasks.list`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  await expect.poll(async () => (await fetch(`${system.gateway.url}/ready`)).status).toBe(503);

  // The model is told, and the run goes on.
  await system.model.script(
    { toolCalls: [{ name: 'list_tasks', arguments: {} }] },
    { text: 'Sorry.' },
  );
  const { runId } = await client.chat.send.mutate({ text: 'List' });
  const events = (await followToEnd(client, runId)).map(({ event }) => event);
  expect(events).toContainEqual(
    expect.objectContaining({
      outcome: { status: 'error', error: expect.objectContaining({ code: 'UNAVAILABLE' }) },
    }),
  );
  expect(events.at(-1)).toEqual({ type: 'done', reason: 'finished' });
});

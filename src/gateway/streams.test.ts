import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { loadGatewayConfig } from '#src/config/gateway.ts';
import { createLogger } from '#src/platform/logger.ts';
import { startSystem, type System } from '#test/system.ts';
import { createServices } from './create-services.ts';
import { createGatewayServer } from './http-server.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.stop());

/** The gateway inside of the test, which can see what it holds on to. */
async function startGateway(options: { stalledMs?: number } = {}) {
  const services = createServices(
    loadGatewayConfig(system.gatewayEnv),
    createLogger('gateway', 'silent'),
  );
  const server = createGatewayServer({
    services,
    readiness: async () => ({ status: 'ready', checks: {} }),
    corsOrigins: [],
    ...options,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await services.endStreamsAndRuns();
    await services.disconnect();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  const url = `http://127.0.0.1:${address.port}/trpc/`;
  return {
    open: (token: string, signal: AbortSignal, path = 'changes.follow') =>
      fetch(url + path, { headers: { authorization: `Bearer ${token}` }, signal }),
    connections: () =>
      new Promise<number>((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
  };
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

test('of a thousand streams that one person opens 64 stay, nobody else is kept out, and nothing is left behind', async () => {
  const gateway = await startGateway();
  const [greedy, other] = await Promise.all([system.signUp(), system.signUp()]);
  const token = await greedy.token();
  const timersBefore = timers();
  const hangUp = new AbortController();
  const answers = await Promise.all(
    Array.from({ length: 1000 }, () => gateway.open(token, hangUp.signal)),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(64);
  expect(refused).toHaveLength(936);
  expect(refused[0]?.headers.get('retry-after')).toBe('5');
  expect(await refused[0]?.text()).toContain('At most 64 streams at once.');
  // However it is spelled.
  for (const path of ['changes%2Efollow', '%63hanges.follow']) {
    expect((await gateway.open(token, hangUp.signal, path)).status).toBe(429);
  }

  const others = await gateway.open(await other.token(), hangUp.signal);
  expect(others.status).toBe(200);

  hangUp.abort();
  await expect.poll(gateway.connections).toBe(0);
  // The poll waits by a timer too; one left by each stream would be 64.
  await expect.poll(timers).toBeLessThan(timersBefore + 5);
  const again = new AbortController();
  expect((await gateway.open(token, again.signal)).status).toBe(200);
  for (const path of ['changes%252Efollow', 'changes%E0%A4follow']) {
    expect((await gateway.open(token, again.signal, path)).status).toBe(404);
  }
  again.abort();
});

test('a stream on which nothing gets through is cut', async () => {
  const gateway = await startGateway({ stalledMs: 300 });
  const person = await system.signUp();
  const response = await gateway.open(await person.token(), AbortSignal.timeout(20_000));
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
  await expect.poll(gateway.connections).toBe(0);
});

test('a quiet stream carries pings', async () => {
  const gateway = await startGateway();
  const person = await system.signUp();
  const hangUp = new AbortController();
  const response = await gateway.open(await person.token(), hangUp.signal);
  let received = '';
  for await (const chunk of response.body ?? []) {
    received += Buffer.from(chunk).toString();
    if (received.includes('event: ping')) break;
  }
  expect(received).toContain('event: ping');
  hangUp.abort();
});

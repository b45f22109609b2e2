import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followToEnd, type GatewayClient, gatewayClient } from '#test/gateway-client.ts';
import { type HttpProxy, startHttpProxy } from '#test/http-proxy.ts';
import { startSystem, type System } from '#test/system.ts';

// What goes over the wire between the gateway and the MCP server: a proxy between them looks on.

let system: System;
let wire: HttpProxy;
beforeAll(async () => {
  system = await startSystem();
  wire = await startHttpProxy(system.mcp.url);
  await system.gateway.stop();
  await system.startGateway({ MCP_SERVER_URL: `${wire.url}/mcp` });
});
afterAll(async () => {
  await system?.stop();
  await wire?.stop();
});

async function newClient(): Promise<{ userId: string; client: GatewayClient }> {
  const person = await system.signUp();
  return {
    userId: person.userId,
    client: gatewayClient(system.gateway.url, await person.token()),
  };
}

/** What was sent since this was last asked. */
let looked = { requests: 0, sockets: 0 };
function sinceLastLook() {
  const requests = wire.seen.slice(looked.requests);
  const sockets = wire.sockets() - looked.sockets;
  looked = { requests: wire.seen.length, sockets: wire.sockets() };
  return { requests, sockets };
}

test('fifty calls of two people use no more connections than are under way at once', async () => {
  const people = await Promise.all([newClient(), newClient()]);
  sinceLastLook();
  await Promise.all(
    people.map(async ({ client }) => {
      for (let call = 0; call < 25; call += 1) await client.tasks.list.query({});
    }),
  );
  const { requests, sockets } = sinceLastLook();
  expect(requests).toHaveLength(50);
  expect(sockets).toBeLessThanOrEqual(people.length);
});

test('the tools are listed once, however many turns there are, and a call is one request', async () => {
  const { client } = await newClient();
  sinceLastLook();
  for (const title of ['Buy milk', 'Pay rent', 'Call home']) {
    await system.model.script(
      { toolCalls: [{ name: 'add_task', arguments: { title } }] },
      { toolCalls: [{ name: 'list_tasks', arguments: {} }] },
      { text: 'Done.' },
    );
    const { runId } = await client.chat.send.mutate({ text: title });
    const events = await followToEnd(client, runId);
    expect(events.at(-1)?.event.type).toBe('done');
  }
  const { requests } = sinceLastLook();
  const [listed, ...calls] = requests.map((headers) => [
    headers['mcp-method'],
    headers['mcp-name'],
  ]);
  expect(listed).toEqual(['tools/list', undefined]);
  expect(calls).toEqual(
    ['add_task', 'list_tasks', 'add_task', 'list_tasks', 'add_task', 'list_tasks'].map((name) => [
      'tools/call',
      name,
    ]),
  );
});

test('what two people do at the same time shares connections, and nothing else', async () => {
  const people = await Promise.all([newClient(), newClient()]);
  sinceLastLook();
  await Promise.all(
    people.flatMap(({ userId, client }) =>
      Array.from({ length: 10 }, () => client.tasks.add.mutate({ title: `Of ${userId}` })),
    ),
  );
  for (const { userId, client } of people) {
    const { items } = await client.tasks.list.query({});
    expect(items.map(({ title }) => title)).toEqual(Array(10).fill(`Of ${userId}`));
  }
  const { requests } = sinceLastLook();
  const subjects = requests.map(({ authorization = '' }) => decodeJwt(authorization.slice(7)).sub);
  for (const { userId } of people) {
    expect(subjects.filter((subject) => subject === userId)).toHaveLength(11);
  }
  for (const headers of requests) {
    expect(headers).not.toHaveProperty('mcp-session-id');
    expect(headers).not.toHaveProperty('cookie');
  }
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '#offline-model/scripted.ts';
import { countLockWaiters, createClient } from '#test/database.ts';
import {
  failureOf,
  followToEnd,
  type GatewayClient,
  gatewayClient,
  textOf,
} from '#test/gateway-client.ts';
import { startSystem, type System } from '#test/system.ts';

const maxSteps = 5;
const perPerson = 2;
let system: System;
let client: GatewayClient;

beforeAll(async () => {
  system = await startSystem({
    RUN_MAX_STEPS: String(maxSteps),
    RUNS_PER_PERSON: String(perPerson),
  });
});
afterAll(() => system?.stop());
const newClient = async () =>
  gatewayClient(system.gateway.url, await (await system.signUp()).token());
beforeEach(async () => {
  client = await newClient();
});

const call = (name: string, given: string | Record<string, unknown>): Answer => ({
  toolCalls: [{ name, arguments: given }],
});
const misfits = {
  'arguments that are no JSON': call('add_task', 'a task, please'),
  'arguments that break off': call('add_task', '{"title":"Pay re'),
  'arguments of another tool': call('add_task', { id: 'x' }),
  'a tool that there is not': call('drop_tables', {}),
};
const fits = call('add_task', { title: 'Pay rent' });

async function turn(...answers: Answer[]) {
  await system.model.script(...answers);
  const { runId } = await client.chat.send.mutate({ text: 'Go' });
  return followToEnd(client, runId);
}

describe.each(Object.entries(misfits))('a model that calls with %s', (_what, misfit) => {
  test('is told what would fit, twice, and may put it right', async () => {
    const events = await turn(misfit, misfit, fits, { text: 'Done.' });
    expect(events.at(-1)?.event).toEqual({ type: 'done', reason: 'finished' });
    expect((await client.tasks.list.query({})).total).toBe(1);
    const [, ...told] = await system.model.requests();
    expect(told).toHaveLength(3);
    for (const request of told.slice(0, 2)) {
      expect(request).toMatchObject({
        messages: expect.arrayContaining([
          expect.objectContaining({
            role: 'tool',
            content: expect.stringMatching(/not JSON|does not fit|no such tool/),
          }),
        ]),
      });
    }
  });

  test('a third time ends its run, and what it did stays done', async () => {
    const events = await turn(fits, misfit, misfit, misfit, { text: 'Never asked.' });
    expect(events.at(-1)?.event).toMatchObject({
      type: 'error',
      error: { code: 'UNAVAILABLE', message: expect.stringContaining('does not fit') },
    });
    expect(await system.model.requests()).toHaveLength(4);
    expect((await client.tasks.list.query({})).total).toBe(1);
  });
});

test('a model that calls tools without end stops after its steps', async () => {
  const events = await turn(...Array.from({ length: 2 * maxSteps }, () => fits));
  expect(events.at(-1)?.event).toMatchObject({
    type: 'error',
    error: { code: 'TOO_MANY_REQUESTS', message: expect.stringContaining(`${maxSteps} steps`) },
  });
  expect(await system.model.requests()).toHaveLength(maxSteps);
});

test('of messages sent at once as many are answered as a person may have, and others are not kept waiting', async () => {
  await system.model.script(
    ...Array.from({ length: 10 }, () => ({ firstDelayMs: 60_000, text: 'x' })),
  );
  const send = (from = client) => from.chat.send.mutate({ text: 'Go' });
  // Each was counted, or waits to be, before the first run is there.
  await using owner = await createClient(system.database.owner);
  await owner.query('BEGIN');
  await owner.query('LOCK TABLE agent.runs IN SHARE MODE');
  const sending = Promise.allSettled(Array.from({ length: 6 }, () => send()));
  await expect.poll(() => countLockWaiters(system.database)).toBe(6);
  await owner.query('COMMIT');
  const sent = await sending;
  const begun = sent.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(begun).toHaveLength(perPerson);
  expect(await failureOf(send())).toMatchObject({
    httpStatus: 429,
    appError: { code: 'TOO_MANY_REQUESTS', details: { retryAfterSeconds: expect.any(Number) } },
  });
  await send(await newClient());
  // What was refused left nothing behind, and one that is stopped makes room.
  expect((await client.chat.list.query({})).items).toHaveLength(perPerson);
  await client.chat.stop.mutate({ runId: begun[0]?.runId ?? '' });
  await send();
});

test('a model that talks without end is stopped in time, and what it said stays', async () => {
  await system.gateway.stop();
  await system.startGateway({ RUN_MAX_SECONDS: '2' });
  const chunks = Array.from({ length: 60 }, (_, index) => `${index} `);
  // The runs of the test before are taken up again as well.
  await system.model.script({ match: 'Talk', chunks, chunkDelayMs: 100 });
  const { runId } = await client.chat.send.mutate({ text: 'Talk' });
  const events = await followToEnd(client, runId);
  expect(events.at(-1)?.event).toMatchObject({
    type: 'error',
    error: { code: 'TIMEOUT', message: expect.stringContaining('2 seconds') },
  });
  expect(textOf(events)).toMatch(/^0 1 2 /);
});

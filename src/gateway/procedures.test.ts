import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { procedureCases } from '#test/procedure-cases.ts';
import {
  callerTransport,
  httpTransport,
  type ProcedureTransport,
  procedureTypes,
} from '#test/procedure-transports.ts';
import { newSomebody, type Somebody } from '#test/somebody.ts';
import { startSystem, type System } from '#test/system.ts';
import { loadGatewayConfig } from '#src/config/gateway.ts';
import { createLogger } from '#src/platform/logger.ts';
import { type ClosableServices, createServices } from './create-services.ts';

let system: System;
let services: ClosableServices;
let owner: Somebody;
let transports: ProcedureTransport[];

beforeAll(async () => {
  system = await startSystem();
  // Every answer is a few words, at once.
  await system.model.script();
  services = createServices(
    loadGatewayConfig({ ...system.gatewayEnv, NODE_ENV: 'test' }),
    createLogger('test', 'silent'),
  );
  transports = [callerTransport(services), httpTransport(system.gateway.url)];
  owner = await newSomebody(system, 'Owner', { isOperator: true });
});
afterAll(async () => {
  await services?.endStreamsAndRuns();
  await services?.disconnect();
  await system?.stop();
});

test('every procedure has its cases', () => {
  expect(Object.keys(procedureCases).toSorted()).toEqual(Object.keys(procedureTypes()).toSorted());
});

test('a change that is sent again with its idempotency-key is made once', async () => {
  const person = await newSomebody(system, 'Twice');
  const add = async (title: string) => {
    const response = await fetch(`${system.gateway.url}/trpc/tasks.add`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${person.jwt}`,
        'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
      },
      body: JSON.stringify({ title }),
    });
    return { status: response.status, body: await response.text() };
  };
  const first = await add('Once');
  expect(first.status).toBe(200);
  expect(await add('Once')).toEqual(first);
  expect(await add('Twice')).toMatchObject({
    status: 400,
    body: expect.stringContaining('stands for another call'),
  });
  await expect(person.client.tasks.list.query({})).resolves.toMatchObject({ total: 1 });
});

const all = Object.entries(procedureCases);
const withInput = all.filter(([, { broken }]) => broken.length > 0);

describe.each(['by caller', 'over HTTP'])('%s', (name) => {
  const call = (path: string, person: Somebody | null, input: unknown) => {
    const transport = transports.find((each) => each.name === name);
    if (!transport) throw new Error(`There is no transport ${name}.`);
    const { onOpen, values } = procedureCases[path] ?? {};
    return transport.call({
      path,
      input,
      token: person?.jwt,
      ...(person && onOpen && { onOpen: () => onOpen(person) }),
      ...(values !== undefined && { values }),
    });
  };

  test.each(all)(
    '%s answers its owner in the shape of its contract',
    async (path, { arrange, answer }) => {
      const given = await call(path, owner, await arrange(owner));
      expect(given).toEqual({ data: expect.anything() });
      expect(answer.safeParse('data' in given && given.data)).toMatchObject({ success: true });
    },
  );

  test.each(all)('%s is refused without a token', async (path, { arrange }) => {
    const refused = await call(path, null, await arrange(owner));
    expect(refused).toMatchObject({ httpStatus: 401, error: { code: 'UNAUTHENTICATED' } });
  });

  test.each(withInput)('%s names each field that breaks its contract', async (path, { broken }) => {
    const answers = await Promise.all(broken.map((input) => call(path, owner, input)));
    const fields = expect.arrayContaining([
      { path: expect.any(String), message: expect.any(String) },
    ]);
    expect(answers).toMatchObject(
      broken.map(() => ({ httpStatus: 400, error: { code: 'BAD_REQUEST', details: { fields } } })),
    );
  });
});

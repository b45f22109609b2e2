import { EventSource } from 'eventsource';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient } from '#test/database.ts';
import { procedureCases } from '#test/procedure-cases.ts';
import {
  httpTransport,
  type ProcedureTransport,
  procedureTypes,
} from '#test/procedure-transports.ts';
import { newSomebody, type Somebody } from '#test/somebody.ts';
import { startSystem, type System } from '#test/system.ts';
import { rowsOf } from '../rows-of.ts';
import { tally } from '../tally.ts';
import { inputsThatName, newVictim, tracesOf, withUnknownIds } from '../victim.ts';

const attack = 'every procedure, as another person';

let system: System;
let owner: pg.Client;
let gateway: ProcedureTransport;
let victim: Somebody;
let attacker: Somebody;

beforeAll(async () => {
  system = await startSystem();
  owner = await createClient(system.database.owner);
  gateway = httpTransport(system.gateway.url);
  victim = await newVictim(system, owner);
  attacker = await newSomebody(system, 'Attacker');
});
afterAll(async () => {
  await owner?.end();
  await system?.stop();
});

const types = procedureTypes();
const all = Object.entries(procedureCases);
const named = all.filter(([, { foreign }]) => foreign === 'NOT_FOUND');
const streams = all.filter(([, { onOpen }]) => onOpen);
const answering = all.filter(([, { onOpen }]) => !onOpen);

test('every procedure is described in test/procedure-cases.ts, so that it can be attacked', () => {
  expect(Object.keys(procedureCases).toSorted()).toEqual(Object.keys(types).toSorted());
});

const call = (path: string, person: Somebody, input: unknown) =>
  gateway.call({ path, input, token: person.jwt });

const Page = z.object({ data: z.object({ nextCursor: z.string() }) });

/** Where the victim's own list goes on. */
async function cursorsOf(path: string): Promise<object[]> {
  if (types[path] !== 'query') return [];
  const page = Page.safeParse(await call(path, victim, { limit: 1 }));
  return page.success ? [{ limit: 1, cursor: page.data.data.nextCursor }] : [];
}

test.for(answering)(
  '%s shows and changes nothing of another person, whatever the input says',
  async ([path, { arrange }], context) => {
    const input = await arrange(victim);
    const questions = [input, ...inputsThatName(victim, input), ...(await cursorsOf(path))];
    tally(context, attack, questions.length);
    const before = await rowsOf(owner, victim.userId);
    for (const question of questions) {
      const answer = await call(path, attacker, question);
      expect(tracesOf(victim, before, { question, answer })).toEqual([]);
    }
    expect(await rowsOf(owner, victim.userId)).toEqual(before);
  },
);

test.for(named)(
  "%s answers another person's id exactly as one that does not exist",
  async ([path, { arrange }], context) => {
    tally(context, attack);
    const input = await arrange(victim);
    const refused = await call(path, attacker, input);
    expect(refused).toMatchObject({ httpStatus: 404, error: { code: 'NOT_FOUND' } });
    expect(refused).toEqual(await call(path, attacker, withUnknownIds(input)));
    // The input would have worked.
    expect(await call(path, victim, input)).toEqual({ data: expect.anything() });
  },
);

test.for(streams)(
  '%s tells nobody of what another person does',
  async ([path, { arrange, onOpen }], context) => {
    tally(context, attack, 10);
    const input = await arrange(victim);
    using overheard = await listen(path, attacker, input);
    using own = await listen(path, victim, input);
    for (let change = 1; change <= 10; change += 1) {
      await onOpen?.(victim);
      await expect
        .poll(() => own.events.length, { timeout: 20_000 })
        .toBeGreaterThanOrEqual(change);
    }
    // By now the first nine have long passed the attacker's stream, were they to pass it.
    expect(overheard.events).toEqual([]);
  },
);

/** Follows a subscription with everything that is said on it. */
async function listen(path: string, person: Somebody, input: unknown) {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const source = new EventSource(`${system.gateway.url}/trpc/${path}${query}`, {
    fetch: (url, init) =>
      fetch(url, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${person.jwt}` },
      }),
  });
  const events: unknown[] = [];
  source.addEventListener('message', ({ data }) => events.push(data));
  await new Promise((resolve, reject) => {
    source.addEventListener('connected', resolve);
    source.addEventListener('error', reject);
  });
  return { events, [Symbol.dispose]: () => source.close() };
}

import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '#test/database.ts';
import { procedureCases } from '#test/procedure-cases.ts';
import { httpTransport } from '#test/procedure-transports.ts';
import { newSomebody, type Somebody } from '#test/somebody.ts';
import { startSystem, type System } from '#test/system.ts';
import { tenantTables } from '#test/tenant-tables.ts';
import { rowsOf } from '../rows-of.ts';
import { tally } from '../tally.ts';
import { newVictim, tracesOf, withUnknownIds } from '../victim.ts';

// PostgreSQL's wall is taken down: our own queries must hold by themselves.

const attack = 'every procedure, with row-level security off';

let system: System;
let owner: pg.Client;
let victim: Somebody;
let attacker: Somebody;

beforeAll(async () => {
  system = await startSystem();
  owner = await createClient(system.database.owner);
  for (const { name } of await tenantTables(owner)) {
    await owner.query(`ALTER TABLE ${name} DISABLE ROW LEVEL SECURITY`);
  }
  victim = await newVictim(system, owner);
  attacker = await newSomebody(system, 'Attacker');
});
afterAll(async () => {
  await owner?.end();
  await system?.stop();
});

test.for(Object.entries(procedureCases).filter(([, { onOpen }]) => !onOpen))(
  '%s reaches nothing of another person',
  async ([path, { arrange, foreign }], context) => {
    tally(context, attack);
    const gateway = httpTransport(system.gateway.url);
    const call = (input: unknown) => gateway.call({ path, input, token: attacker.jwt });
    const input = await arrange(victim);
    const before = await rowsOf(owner, victim.userId);
    const answer = await call(input);
    expect(tracesOf(victim, before, { question: input, answer })).toEqual([]);
    expect(await rowsOf(owner, victim.userId)).toEqual(before);
    if (foreign === 'NOT_FOUND') expect(answer).toEqual(await call(withUnknownIds(input)));
  },
);

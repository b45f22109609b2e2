import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { newActor } from '#test/new-actor.ts';
import { ActorAdapterFactory, currentActor } from './actor-adapter.ts';

let database: TestDatabase;
/** One connection, so that the next query is on the one that an actor has just left. */
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.tools, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test.each(['COMMIT', 'ROLLBACK'] as const)('after %s the connection has no actor', async (end) => {
  const actor = newActor();
  const adapter = await new ActorAdapterFactory(new PrismaPg(pool)).connect();
  const transaction = await currentActor.run(actor, async () => await adapter.startTransaction());
  const uid = { sql: 'SELECT app.uid()', args: [], argTypes: [] };
  expect((await transaction.queryRaw(uid)).rows).toEqual([[actor.userId]]);
  await transaction.executeRaw({ sql: end, args: [], argTypes: [] });
  await (end === 'COMMIT' ? transaction.commit() : transaction.rollback());
  const { rows } = await pool.query('SELECT app.uid() AS uid');
  expect(rows).toEqual([{ uid: null }]);
});

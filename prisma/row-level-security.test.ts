import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, createTestDatabase, type TestDatabase } from '#test/database.ts';
import { insertInto, type TenantTable, tenantTables } from '#test/tenant-tables.ts';

// Raw SQL as the tiers' roles: what holds here holds whatever our own code does.

const [ann, bob] = [`ann-${randomUUID()}`, `bob-${randomUUID()}`];
const refused = { code: '42501' };

let database: TestDatabase;
let owner: pg.Client;
let tables: TenantTable[];
const roles: { tools?: pg.Client; gateway?: pg.Client } = {};

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createClient(database.owner);
  for (const tier of ['tools', 'gateway'] as const) {
    roles[tier] = await createClient(database[tier]);
  }
  tables = await tenantTables(owner);
  // Rows need no parents here; foreign keys have tests of their own.
  await owner.query('SET session_replication_role = replica');
  for (const table of tables) {
    for (const person of [ann, bob, bob]) await owner.query(insertInto(table), [person]);
  }
});
afterAll(async () => {
  await Promise.all([owner, ...Object.values(roles)].map((client) => client.end()));
  await database.drop();
});

function clientOf(tier: 'tools' | 'gateway'): pg.Client {
  const client = roles[tier];
  if (!client) throw new Error('The test is not arranged yet.');
  return client;
}

/** Runs SQL in a transaction of this actor (null: of nobody) that is rolled back afterwards. */
async function as<Result>(
  client: pg.Client,
  actor: string | null,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  await client.query('BEGIN');
  try {
    if (actor !== null) await client.query("SELECT set_config('app.user_id', $1, true)", [actor]);
    return await work(client);
  } finally {
    await client.query('ROLLBACK');
  }
}

/** Runs the attack on every tenant table, as the one role that may use its schema. */
async function onEveryTable(
  actor: string | null,
  attack: (client: pg.Client, table: TenantTable) => Promise<unknown>,
): Promise<void> {
  expect(tables.length).toBeGreaterThanOrEqual(6);
  for (const table of tables) {
    const client = clientOf(table.schema === 'app' ? 'tools' : 'gateway');
    await as(client, actor, () => attack(client, table)).catch((error: unknown) => {
      throw new Error(`The attack on ${table.name} was not repelled.`, { cause: error });
    });
  }
}

/** What an update and a delete come to: how many rows each touched, or the code of its refusal. */
async function changeAll(client: pg.Client, { name }: TenantTable, where = ''): Promise<unknown[]> {
  const outcomes = [];
  for (const sql of [`UPDATE ${name} SET user_id = user_id`, `DELETE FROM ${name}`]) {
    await client.query('SAVEPOINT attack');
    try {
      outcomes.push((await client.query(`${sql} ${where}`)).rowCount);
    } catch (error) {
      await client.query('ROLLBACK TO attack');
      outcomes.push(error instanceof pg.DatabaseError ? error.code : error);
    }
  }
  return outcomes;
}

/** A table that only grows refuses every change, whoever's the rows are. */
function expectedChanges({ isAppendOnly }: TenantTable, rowCount: number): unknown[] {
  return isAppendOnly ? [refused.code, refused.code] : [rowCount, rowCount];
}

/** Whether anything of Bob's was touched, down to the row version. */
async function rowsOfBob(client: pg.Client, table: TenantTable): Promise<unknown[]> {
  const sql = `SELECT ctid, xmin, to_jsonb(t) AS row FROM ${table.name} t WHERE user_id = $1`;
  return (await client.query(`${sql} ORDER BY ctid`, [bob])).rows;
}

describe('on every table of app and agent', () => {
  test('an actor reads the own rows and no others, with or without asking for them', async () => {
    await onEveryTable(ann, async (client, { name, isAppendOnly }) => {
      const all = await client.query<{ user_id: string }>(`SELECT user_id FROM ${name}`);
      expect(all.rows).toEqual([{ user_id: ann }]);
      const asked = await client.query(`SELECT 1 FROM ${name} WHERE user_id = $1`, [bob]);
      expect(asked.rowCount).toBe(0);
      if (!isAppendOnly) {
        const locked = await client.query(`SELECT 1 FROM ${name} FOR UPDATE`);
        expect(locked.rowCount).toBe(1);
      }
      const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${name}`);
      expect(rows).toEqual([{ count: 1 }]);
    });
  });

  test('an update or delete without a where touches the own rows alone', async () => {
    await onEveryTable(ann, async (client, table) => {
      const before = await rowsOfBob(owner, table);
      expect(before).toHaveLength(2);
      expect(await changeAll(client, table)).toEqual(expectedChanges(table, 1));
      await client.query('COMMIT');
      expect(await rowsOfBob(owner, table)).toEqual(before);
      if (!table.isAppendOnly) await owner.query(insertInto(table), [ann]);
    });
  });

  test('an update or delete of another person finds nothing', async () => {
    await onEveryTable(ann, async (client, table) => {
      const outcomes = await changeAll(client, table, `WHERE user_id = '${bob}'`);
      expect(outcomes).toEqual(expectedChanges(table, 0));
    });
  });

  test('a row cannot be written for another person', async () => {
    await onEveryTable(ann, (client, table) =>
      expect(client.query(insertInto(table), [bob])).rejects.toMatchObject(refused),
    );
  });

  test('a row cannot be given away', async () => {
    await onEveryTable(ann, (client, { name }) =>
      expect(client.query(`UPDATE ${name} SET user_id = $1`, [bob])).rejects.toMatchObject(refused),
    );
  });

  test('a row cannot be taken over by way of a conflict', async () => {
    await onEveryTable(ann, async (client, table) => {
      const key = table.primaryKey.join(', ');
      const columns = table.required.map(({ column }) => column).join(', ');
      const row = await owner.query<Record<string, unknown>>(
        `SELECT ${columns} FROM ${table.name} WHERE user_id = $1 LIMIT 1`,
        [bob],
      );
      const values = Object.values(row.rows[0] ?? {});
      const places = values.map((_, index) => `$${index + 1}`).join(', ');
      const sql = `INSERT INTO ${table.name} (${columns}) VALUES (${places})
        ON CONFLICT (${key}) DO UPDATE SET user_id = '${ann}'`;
      await expect(client.query(sql, values)).rejects.toMatchObject(refused);
    });
  });

  test('without an actor nothing is seen, changed or deleted', async () => {
    await onEveryTable(null, async (client, table) => {
      expect((await client.query(`SELECT 1 FROM ${table.name}`)).rowCount).toBe(0);
      expect(await changeAll(client, table)).toEqual(expectedChanges(table, 0));
    });
  });

  test.each([ann, '', ' '])('without an actor no row can be written for %j', async (person) => {
    await onEveryTable(null, (client, table) =>
      expect(client.query(insertInto(table), [person])).rejects.toMatchObject(refused),
    );
  });

  test('an empty actor is no actor', async () => {
    await onEveryTable('', async (client, table) => {
      expect((await client.query(`SELECT 1 FROM ${table.name}`)).rowCount).toBe(0);
      await expect(client.query(insertInto(table), [''])).rejects.toMatchObject(refused);
    });
  });

  test('an actor ends with the transaction', async () => {
    await onEveryTable(ann, async (client, { name }) => {
      await client.query('COMMIT');
      expect((await client.query(`SELECT 1 FROM ${name}`)).rowCount).toBe(0);
    });
  });

  test('row-level security cannot be set aside: the query fails', async () => {
    await onEveryTable(ann, async (client, { name }) => {
      await client.query('SET LOCAL row_security = off');
      await expect(client.query(`SELECT 1 FROM ${name}`)).rejects.toMatchObject(refused);
    });
  });

  test('a function of the attacker in the where sees no foreign row', async () => {
    const heard: string[] = [];
    const listen = ({ message }: { message: string | undefined }) => heard.push(message ?? '');
    // No role of ours can make a function: one is made for them.
    await owner.query(`CREATE FUNCTION app.leak(person text) RETURNS boolean COST 0.0000001
      LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', person; RETURN true; END $$`);
    await onEveryTable(ann, async (client, { name }) => {
      client.on('notice', listen);
      await client.query(`SELECT 1 FROM ${name} WHERE app.leak(user_id)`);
      client.off('notice', listen);
    });
    await owner.query('DROP FUNCTION app.leak');
    expect(new Set(heard)).toEqual(new Set([ann]));
  });

  test("the planner's statistics tell nothing", async () => {
    await owner.query('ANALYZE');
    await onEveryTable(ann, async (client, { schema }) => {
      const sql = 'SELECT 1 FROM pg_stats WHERE schemaname = $1';
      expect((await client.query(sql, [schema])).rowCount).toBe(0);
    });
  });
});

describe('foreign keys', () => {
  test('a message in a foreign conversation is refused as in one that does not exist', async () => {
    const { rows } = await owner.query<{ id: string }>(
      'SELECT id FROM agent.conversations WHERE user_id = $1',
      [bob],
    );
    const codes: unknown[] = [];
    for (const id of [rows[0]?.id, randomUUID()]) {
      await as(clientOf('gateway'), ann, async (client) => {
        const sql = `INSERT INTO agent.messages (user_id, id, conversation_id, role, parts)
          VALUES ($1, gen_random_uuid(), $2, 'user', '[]')`;
        const error: unknown = await client
          .query(sql, [ann, id])
          .catch((reason: unknown) => reason);
        codes.push(error instanceof pg.DatabaseError ? [error.code, error.constraint] : error);
      });
    }
    expect(codes[0]).toEqual(['23503', 'messages_user_id_conversation_id_fkey']);
    expect(codes[1]).toEqual(codes[0]);
  });

  test("another person's id can be used again: a clash would tell that it exists", async () => {
    const { rows } = await owner.query<{ id: string }>(
      'SELECT id FROM app.tasks WHERE user_id = $1',
      [bob],
    );
    await as(clientOf('tools'), ann, async (client) => {
      const sql = "INSERT INTO app.tasks (user_id, id, title, position) VALUES ($1, $2, 'x', 'a0')";
      await expect(client.query(sql, [ann, rows[0]?.id])).resolves.toMatchObject({ rowCount: 1 });
    });
  });
});

import type pg from 'pg';
import { followToEnd } from '#test/gateway-client.ts';
import { newSomebody, type Somebody } from '#test/somebody.ts';
import type { System } from '#test/system.ts';
import { insertInto, tenantTables } from '#test/tenant-tables.ts';
import { rowsOf } from './rows-of.ts';

/** A person with something to lose in every table: each text of theirs holds their secret. */
export async function newVictim(system: System, owner: pg.Client): Promise<Somebody> {
  const victim = await newSomebody(system, 'Victim');
  const { client, secret } = victim;
  await system.model.script(
    {
      match: secret,
      text: `Looking for ${secret}.`,
      toolCalls: [
        { name: 'add_task', arguments: { title: secret, notes: secret, tags: [secret] } },
        { name: 'list_tasks', arguments: { query: secret } },
      ],
    },
    { match: secret, text: `There is ${secret}.` },
  );
  const { runId } = await client.chat.send.mutate({ text: `Find ${secret}` });
  await followToEnd(client, runId);
  await fillTheRest(owner, victim.userId);
  return victim;
}

/** A row for the person in each table that has none of theirs yet. */
async function fillTheRest(owner: pg.Client, userId: string): Promise<void> {
  const present = await rowsOf(owner, userId);
  // Rows need no parents here: they are there to be found.
  await owner.query('SET session_replication_role = replica');
  for (const table of await tenantTables(owner)) {
    if (present[table.name]?.length === 0) await owner.query(insertInto(table), [userId]);
  }
  await owner.query('SET session_replication_role = DEFAULT');
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * What an answer tells of the victim: their secret, name, address and ids, but for what the attacker
 * put into the question.
 * @param rows the victim's, as `rowsOf` reads them
 */
export function tracesOf(
  victim: Somebody,
  rows: Record<string, unknown[]>,
  { question, answer }: { question: unknown; answer: unknown },
): string[] {
  const ids = JSON.stringify(rows).match(uuid) ?? [];
  const [asked, told] = [JSON.stringify(question) ?? '', JSON.stringify(answer)];
  const canaries = new Set([victim.secret, victim.userId, victim.email, victim.jwt, ...ids]);
  return [...canaries].filter((canary) => told.includes(canary) && !asked.includes(canary));
}

/** The same input with ids that nobody has. */
export function withUnknownIds<Input>(input: Input): Input {
  const known = new Map<string, string>();
  return JSON.parse(
    JSON.stringify(input).replaceAll(uuid, (id) => {
      const unknown = known.get(id) ?? crypto.randomUUID();
      known.set(id, unknown);
      return unknown;
    }),
  );
}

const names =
  'userId user_id user owner ownerId tenant tenantId subject sub sid sessionId act'.split(' ');

/** The same input once for each field by which an attacker may hope to say who they are. */
export function inputsThatName(victim: Somebody, input: unknown): Record<string, unknown>[] {
  const fields = Object(input);
  return [
    ...names.map((name) => ({ ...fields, [name]: victim.userId })),
    { ...fields, actor: { kind: 'user', userId: victim.userId } },
  ];
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { createTenantDatabase, type TenantDatabase } from '#src/db/client.ts';
import { createConversation } from '#src/db/repositories/conversation.ts';
import { createMessage } from '#src/db/repositories/message.ts';
import { createRun, endRun, findRun } from '#src/db/repositories/run.ts';
import { listRunEvents } from '#src/db/repositories/run-event.ts';
import { withActor } from '#src/db/with-actor.ts';
import { newId } from '#src/platform/new-id.ts';
import { closeAbandonedRun } from './abandoned-runs.ts';
import { createRunJournal, RunIsOver } from './run-journal.ts';

const actor: Actor = { kind: 'user', userId: 'u1', sessionId: 's1', scopes: [] };
let database: TestDatabase;
let db: TenantDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createTenantDatabase(database.gateway);
});
afterAll(async () => {
  await db?.prisma.$disconnect();
  await database?.drop();
});

async function newRun() {
  const run = { id: newId(), conversationId: newId(), messageId: newId() };
  const { conversationId } = run;
  await withActor(db, actor, async (transaction) => {
    await createConversation(transaction, actor, { id: conversationId, title: 'Test' });
    await createMessage(transaction, actor, {
      id: run.messageId,
      conversationId,
      parentId: null,
      role: 'assistant',
      parts: [],
    });
    await createRun(transaction, actor, { ...run, variant: 'default', timeZone: 'UTC' });
  });
  const failures: unknown[] = [];
  const journal = createRunJournal({
    db,
    actor,
    runId: run.id,
    messageId: run.messageId,
    onStop: () => {},
    onFailure: (error) => failures.push(error),
  });
  const events = () =>
    withActor(db, actor, (transaction) =>
      listRunEvents(transaction, actor, { runId: run.id, after: 0 }),
    );
  return { ...run, journal, events, failures };
}

test('numbers events in the order in which they came, whoever waits for them', async () => {
  const { journal, events } = await newRun();
  void journal.stepStarted(1);
  journal.text('a');
  journal.text('b');
  await journal.stepAnswered(1, { text: 'ab', toolCalls: [] }, []);
  journal.text('c');
  expect(await journal.end({ status: 'finished' })).toBe(true);
  const written = await events();
  expect(written.map(({ seq }) => seq)).toEqual(written.map((_, index) => index + 1));
  const types = written.map(({ event }) => event.type);
  expect([types[0], types.at(-1)]).toEqual(['step', 'done']);
  expect(written.map(({ event }) => (event.type === 'text' ? event.delta : '')).join('')).toBe(
    'abc',
  );
});

test('writes nothing after somebody else has ended the run', async () => {
  const { id, journal, events, failures } = await newRun();
  await journal.stepStarted(1);
  await withActor(db, actor, (transaction) => endRun(transaction, actor, id, { status: 'failed' }));
  const before = await events();
  await expect(journal.stepStarted(2)).rejects.toThrow(RunIsOver);
  journal.text('too late');
  await expect.poll(() => failures).toEqual([expect.any(RunIsOver)]);
  expect(await journal.end({ status: 'finished' })).toBe(false);
  expect(await events()).toEqual(before);
});

test('a run is not closed by somebody who took its worker for dead, when it has been heard of since', async () => {
  const { id, events } = await newRun();
  const status = await withActor(db, actor, async (transaction) => {
    const run = await findRun(transaction, actor, id);
    if (run) await closeAbandonedRun(transaction, actor, { ...run, abandoned: true });
    return (await findRun(transaction, actor, id))?.status;
  });
  expect(status).toBe('running');
  expect(await events()).toEqual([]);
});

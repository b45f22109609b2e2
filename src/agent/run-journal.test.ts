import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { createTenantDatabase, type TenantDatabase } from '#src/db/client.ts';
import { createConversation } from '#src/db/repositories/conversation.ts';
import { createMessage, listMessages } from '#src/db/repositories/message.ts';
import { claimRun, createRun, endRun } from '#src/db/repositories/run.ts';
import { listRunEvents } from '#src/db/repositories/run-event.ts';
import { withActor } from '#src/db/with-actor.ts';
import { newId } from '#src/platform/new-id.ts';
import { closeRun } from './close-run.ts';
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
  const ids = { id: newId(), conversationId: newId(), messageId: newId() };
  const { conversationId } = ids;
  await withActor(db, actor, async (transaction) => {
    await createConversation(transaction, actor, { id: conversationId, title: 'Test' });
    await createMessage(transaction, actor, {
      id: ids.messageId,
      conversationId,
      parentId: null,
      role: 'assistant',
      parts: [],
    });
    await createRun(transaction, actor, {
      ...ids,
      variant: 'default',
      timeZone: 'UTC',
      grant: 'grant',
    });
  });
  const failures: unknown[] = [];
  const events = () =>
    withActor(db, actor, (transaction) =>
      listRunEvents(transaction, actor, { runId: ids.id, after: 0 }),
    );
  const claim = async () => {
    const run = await withActor(db, actor, (transaction) => claimRun(transaction, actor, ids.id));
    if (!run) throw new Error('The run is over.');
    const journal = createRunJournal({
      db,
      actor,
      run,
      written: await events(),
      onFailure: (error) => failures.push(error),
    });
    return { run, journal };
  };
  return { ...(await claim()), claim, events, failures };
}

test('numbers events in the order in which they came, whoever waits for them', async () => {
  const { journal, events } = await newRun();
  journal.stepStarted(1);
  journal.text('a');
  journal.text('b');
  await journal.stepAnswered(1, { text: 'ab', toolCalls: [] }, []);
  journal.text('c');
  await journal.end({ status: 'finished' });
  const written = await events();
  expect(written.map(({ seq }) => seq)).toEqual(written.map((_, index) => index + 1));
  const types = written.map(({ event }) => event.type);
  expect([types[0], types.at(-1)]).toEqual(['step', 'done']);
  expect(written.map(({ event }) => (event.type === 'text' ? event.delta : '')).join('')).toBe(
    'abc',
  );
});

test('writes nothing after somebody else has ended the run', async () => {
  const { run, journal, events, failures } = await newRun();
  journal.stepStarted(1);
  await withActor(db, actor, (transaction) =>
    endRun(transaction, actor, run.id, { status: 'failed' }),
  );
  const before = await events();
  journal.stepStarted(2);
  await expect(journal.flush()).rejects.toThrow(RunIsOver);
  journal.text('too late');
  await expect.poll(() => failures).not.toEqual([]);
  expect(failures.every((error) => error instanceof RunIsOver)).toBe(true);
  await expect(journal.end({ status: 'finished' })).rejects.toThrow(RunIsOver);
  expect(await events()).toEqual(before);
});

test('a worker whose run another has taken writes nothing more', async () => {
  const { run, journal, events, claim } = await newRun();
  journal.stepStarted(1);
  journal.text('Half');
  await journal.flush();
  const successor = await claim();
  expect(successor.run.attempt).toBe(run.attempt + 1);

  await expect(journal.flush()).rejects.toThrow(RunIsOver);
  await expect(journal.end({ status: 'finished' })).rejects.toThrow(RunIsOver);
  successor.journal.stepStarted(1);
  await successor.journal.stepAnswered(1, { text: 'Whole', toolCalls: [] }, []);
  await successor.journal.end({ status: 'finished' });
  expect((await events()).map(({ event }) => event)).toEqual([
    { type: 'step', step: 1, status: 'started' },
    { type: 'text', delta: 'Half' },
    { type: 'step', step: 1, status: 'restarted' },
    { type: 'done', reason: 'finished' },
  ]);
});

test('a run that is closed from outside keeps what was said, and ends once', async () => {
  const { run, journal, events } = await newRun();
  journal.stepStarted(1);
  journal.text('Half');
  await journal.flush();
  const closings = [1, 2, 3].map(() => closeRun(db, actor, run.id, { status: 'stopped' }));
  expect((await Promise.all(closings)).filter(Boolean)).toEqual([true]);
  await expect(journal.flush()).rejects.toThrow(RunIsOver);
  expect((await events()).map(({ event }) => event).slice(1)).toEqual([
    { type: 'text', delta: 'Half' },
    { type: 'done', reason: 'stopped' },
  ]);
  const [message] = await withActor(db, actor, (transaction) =>
    listMessages(transaction, actor, run.conversationId),
  );
  expect(message).toMatchObject({
    parts: [{ type: 'text', text: 'Half' }],
    run: { status: 'stopped' },
  });
});

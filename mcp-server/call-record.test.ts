import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#src/contracts/actor.ts';
import { listTasks as contract } from '#src/contracts/tools/list-tasks.ts';
import { withActor } from '#src/db/with-actor.ts';
import { startToolBench, type ToolBench } from '#test/tool-call.ts';
import { defineTool } from './define-tool.ts';
import { addTask } from './tools/add-task.ts';

let bench: ToolBench;
beforeAll(async () => {
  bench = await startToolBench();
});
afterAll(() => bench.stop());

function outcomesOf(actor: Actor) {
  return withActor(
    bench.db,
    actor,
    async (transaction) =>
      await transaction.auditEntry.findMany({ select: { outcome: true }, orderBy: { id: 'asc' } }),
  );
}

test('a statement that fails takes the audit row of its call with it no more than an error does', async () => {
  const actor = bench.newActor();
  const broken = defineTool(contract, async ({ transaction }) => {
    await transaction.$queryRaw`SELECT 1 / 0`;
    throw new Error('The statement was expected to fail.');
  });
  await expect(bench.call(broken, actor, {})).rejects.toThrow(/division by zero/);
  await expect(outcomesOf(actor)).resolves.toEqual([{ outcome: 'INTERNAL' }]);
});

test('a call that loses its connection leaves its row all the same', async () => {
  const actor = bench.newActor();
  const cut = defineTool(contract, async ({ transaction }) => {
    await transaction.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
    throw new Error('The connection was expected to be gone.');
  });
  expect((await bench.failure(cut, actor, {})).code).toBe('UNAVAILABLE');
  await expect(outcomesOf(actor)).resolves.toEqual([{ outcome: 'UNAVAILABLE' }]);
});

test('a call that takes too long leaves its row', async () => {
  const actor = bench.newActor();
  const slow = defineTool(contract, async ({ transaction }) => {
    await transaction.$executeRaw`SET LOCAL statement_timeout = '50ms'`;
    await transaction.$queryRaw`SELECT pg_sleep(30)`;
    throw new Error('The statement was expected to be given up.');
  });
  expect((await bench.failure(slow, actor, {})).code).toBe('TIMEOUT');
  await expect(outcomesOf(actor)).resolves.toEqual([{ outcome: 'TIMEOUT' }]);
});

test('a commit whose answer was lost is not written down twice', async () => {
  const actor = bench.newActor();
  const { record } = bench.request(addTask, actor, {});
  await withActor(bench.db, actor, (transaction) => record.write(transaction, 'ok'));
  await record.writeAlone('UNAVAILABLE');
  await expect(outcomesOf(actor)).resolves.toEqual([{ outcome: 'ok' }]);
});

test('who comes second to a call neither carries it out nor writes it down', async () => {
  const actor = bench.newActor();
  const { record } = bench.request(addTask, actor, {});
  await record.refuse('BAD_REQUEST');
  expect(record.take()).toBe(false);
  await record.refuse('INTERNAL');
  await expect(outcomesOf(actor)).resolves.toEqual([{ outcome: 'BAD_REQUEST' }]);
});

test('a row that stands for another call does not let this one commit', async () => {
  const actor = bench.newActor();
  const request = bench.request(addTask, actor, { title: randomUUID() });
  await addTask.call(request);
  await expect(addTask.call(request)).rejects.toThrow('has its audit row already');
  const count = withActor(bench.db, actor, async (transaction) => await transaction.task.count());
  await expect(count).resolves.toBe(1);
});

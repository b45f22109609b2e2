import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTask } from './tools/add-task.ts';
import { getTask } from './tools/get-task.ts';
import { updateTask } from './tools/update-task.ts';
import { countLockWaiters, createClient } from '#test/database.ts';
import { startToolBench, type ToolBench } from '#test/tool-call.ts';

let bench: ToolBench;
beforeAll(async () => {
  bench = await startToolBench();
});
afterAll(() => bench.stop());

test('of two updates that are under way at the same time, the second sees the first', async () => {
  const actor = bench.newActor();
  const { id } = await bench.call(addTask, actor, { title: 'Before' });
  await using owner = await createClient(bench.database.owner);
  // Both have begun, and neither has written, before either may go on.
  await owner.query('BEGIN');
  await owner.query('SELECT 1 FROM app.tasks WHERE id = $1 FOR UPDATE', [id]);
  const updates = Promise.allSettled(
    ['One', 'Other'].map((title) => bench.call(updateTask, actor, { id, version: 1, title })),
  );
  await expect.poll(() => countLockWaiters(bench.database)).toBe(2);
  await owner.query('COMMIT');
  const results = await updates;
  const current = await bench.call(getTask, actor, { id });
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'CONFLICT', details: { current } },
  });
});

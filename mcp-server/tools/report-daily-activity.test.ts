import { afterAll, beforeAll, expect, test } from 'vitest';
import { startToolBench, type ToolBench } from '#test/tool-call.ts';
import { addTask } from './add-task.ts';
import { reportDailyActivity } from './report-daily-activity.ts';

let bench: ToolBench;
beforeAll(async () => {
  bench = await startToolBench();
});
afterAll(() => bench.stop());

test('an operator is told how much everybody did on each of the last days, and of nobody what', async () => {
  for (const title of ['Secret', 'Secret']) {
    await bench.call(addTask, bench.newActor(), { title });
  }
  const operator = bench.newActor(['operator']);
  const { items } = await bench.call(reportDailyActivity, operator, { days: 3 });
  expect(items).toHaveLength(3);
  expect(items.map(({ day }) => day)).toEqual(items.map(({ day }) => day).toSorted());
  // A test that runs over midnight finds them in the last two days.
  const added = items.slice(1).reduce((sum, { tasksAdded }) => sum + tasksAdded, 0);
  expect(added).toBe(2);
  expect(JSON.stringify(items)).not.toContain('Secret');
  expect((await bench.call(reportDailyActivity, operator, {})).items).toHaveLength(7);
});

test('nobody else is told anything', async () => {
  const error = await bench.failure(reportDailyActivity, bench.newActor(), { days: 3 });
  expect(error.toShape()).toMatchObject({ code: 'FORBIDDEN', details: { scopes: ['operator'] } });
});

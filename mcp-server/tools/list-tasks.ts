import { listTasks as contract } from '#src/contracts/tools/list-tasks.ts';
import { listTasks as selectTasks } from '#src/db/repositories/task-list.ts';
import { defineTool } from '../define-tool.ts';

const DEFAULT_LIMIT = 50;

export const listTasks = defineTool(contract, async ({ input, actor, transaction, now }) => {
  const { sort = 'position', cursor, limit = DEFAULT_LIMIT, timeZone = 'UTC', ...filter } = input;
  const page = await selectTasks(transaction, actor, filter, { sort, cursor, limit });
  return { ...page, today: dateIn(timeZone, now) };
});

/** The calendar date at an instant in a time zone; Sweden writes dates as ISO 8601 does. */
function dateIn(timeZone: string, instant: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant);
}

import type { Actor } from '#src/contracts/actor.ts';
import type { Task, TaskPriority, TaskStatus } from '#src/contracts/task.ts';
import type { TaskSort } from '#src/contracts/tools/list-tasks.ts';
import { Prisma } from '../generated/client.ts';
import type { ActorTransaction } from '../with-actor.ts';
import { decodeTaskCursor, encodeTaskCursor, type TaskCursor } from './task-cursor.ts';
import { toTask } from './task.ts';

export interface TaskFilter {
  status?: TaskStatus | undefined;
  priority?: TaskPriority | undefined;
  tag?: string | undefined;
  /** Both inclusive. */
  dueAfter?: string | undefined;
  dueBefore?: string | undefined;
  /** Words; each must begin some word of title, notes or tags. */
  query?: string | undefined;
}

export interface TaskPage {
  items: Task[];
  nextCursor: string | null;
  total: number;
}

/**
 * Keyset pagination: each page begins after the last row of the one before, so rows that come and
 * go in between neither repeat nor hide others. Ties are decided by the id.
 * @throws AppError BAD_REQUEST for a cursor that is broken or belongs to another sort
 */
export async function listTasks(
  transaction: ActorTransaction,
  actor: Actor,
  filter: TaskFilter,
  page: { sort: TaskSort; cursor?: string | undefined; limit: number },
): Promise<TaskPage> {
  const order = orders[page.sort];
  const where = matching(actor, filter);
  const after = page.cursor === undefined ? null : decodeTaskCursor(page.sort, page.cursor);
  const rows = await transaction.$queryRaw<TaskListRow[]>`
    SELECT ${COLUMNS} FROM app.tasks
    WHERE ${where} AND ${after ? order.after(after) : Prisma.sql`true`}
    ORDER BY ${order.by} LIMIT ${page.limit + 1}`;
  const counted = await transaction.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM app.tasks WHERE ${where}`;
  const items = rows.slice(0, page.limit).map(toTask);
  const last = rows.length > page.limit ? items.at(-1) : undefined;
  return {
    items,
    nextCursor: last ? encodeTaskCursor(page.sort, last) : null,
    total: counted[0]?.total ?? 0,
  };
}

type TaskListRow = Parameters<typeof toTask>[0];

const COLUMNS = Prisma.sql`id, title, notes, status, priority, due_on AS "dueOn", tags, position,
  version, created_at AS "createdAt", updated_at AS "updatedAt", completed_at AS "completedAt"`;

interface Order {
  by: Prisma.Sql;
  /** The rows that come after this one. */
  after(cursor: TaskCursor): Prisma.Sql;
}

const orders: Record<TaskSort, Order> = {
  position: ascending(Prisma.sql`position`, (key) => Prisma.sql`${key}::text`),
  title: ascending(Prisma.sql`lower(title)`, (key) => Prisma.sql`lower(${key}::text)`),
  priority: descending(Prisma.sql`priority`, (key) => Prisma.sql`${key}::text::app.task_priority`),
  createdAt: descending(Prisma.sql`created_at`, (key) => Prisma.sql`${key}::text::timestamptz`),
  updatedAt: descending(Prisma.sql`updated_at`, (key) => Prisma.sql`${key}::text::timestamptz`),
  dueOn: {
    by: Prisma.sql`due_on ASC NULLS LAST, id ASC`,
    after: ({ key, id }) =>
      key === null
        ? Prisma.sql`(due_on IS NULL AND id > ${id}::uuid)`
        : Prisma.sql`((due_on, id) > (${key}::text::date, ${id}::uuid) OR due_on IS NULL)`,
  },
};

function ascending(column: Prisma.Sql, toSql: (key: string | null) => Prisma.Sql): Order {
  return {
    by: Prisma.sql`${column} ASC, id ASC`,
    after: ({ key, id }) => Prisma.sql`(${column}, id) > (${toSql(key)}, ${id}::uuid)`,
  };
}

function descending(column: Prisma.Sql, toSql: (key: string | null) => Prisma.Sql): Order {
  return {
    by: Prisma.sql`${column} DESC, id DESC`,
    after: ({ key, id }) => Prisma.sql`(${column}, id) < (${toSql(key)}, ${id}::uuid)`,
  };
}

function matching(actor: Actor, filter: TaskFilter): Prisma.Sql {
  // Row-level security asks for the same; saying it here lets a mistake in either be harmless.
  const conditions = [Prisma.sql`user_id = ${actor.userId}`];
  const { status, priority, tag, dueAfter, dueBefore, query } = filter;
  if (status) conditions.push(Prisma.sql`status = ${status}::text::app.task_status`);
  if (priority) conditions.push(Prisma.sql`priority = ${priority}::text::app.task_priority`);
  if (tag !== undefined) conditions.push(Prisma.sql`tags @> ARRAY[${tag}]::text[]`);
  if (dueAfter) conditions.push(Prisma.sql`due_on >= ${dueAfter}::text::date`);
  if (dueBefore) conditions.push(Prisma.sql`due_on <= ${dueBefore}::text::date`);
  if (query?.trim()) conditions.push(matchingWords(query));
  return Prisma.join(conditions, ' AND ');
}

/** `buy mil` → `'buy':* & 'mil':*`. Letters and digits in quotes: no input is an operator. */
function matchingWords(query: string): Prisma.Sql {
  const words = query.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu);
  // An empty query would match everything.
  if (!words) return Prisma.sql`false`;
  const prefixes = words.map((word) => `'${word}':*`).join(' & ');
  return Prisma.sql`search @@ ${prefixes}::text::tsquery`;
}

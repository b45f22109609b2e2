import type { Actor } from '#src/contracts/actor.ts';
import type { Task, TaskPriority, TaskStatus } from '#src/contracts/task.ts';
import { taskCountLimit, type TaskSort } from '#src/contracts/tools/list-tasks.ts';
import { Prisma } from '../generated/client.ts';
import type { ActorTransaction } from '../with-actor.ts';
import { matchingWords } from './matching-words.ts';
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
  /** Counted up to `taskCountLimit`. */
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
  page: TaskPageRequest,
): Promise<TaskPage> {
  const counted = await transaction.$queryRaw<{ total: number }[]>(countQuery(actor, filter));
  const total = counted[0]?.total ?? 0;
  const rows = await transaction.$queryRaw<TaskListRow[]>(pageQuery(actor, filter, page, total));
  const items = rows.slice(0, page.limit).map(toTask);
  const last = rows.length > page.limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? encodeTaskCursor(page.sort, last) : null, total };
}

export interface TaskPageRequest {
  sort: TaskSort;
  cursor?: string | undefined;
  limit: number;
}

export function countQuery(actor: Actor, filter: TaskFilter): Prisma.Sql {
  return Prisma.sql`SELECT count(*)::int AS total FROM (
    SELECT FROM app.tasks WHERE ${matching(actor, filter)} LIMIT ${taskCountLimit}) AS matching`;
}

/**
 * Few matches are found by the filter's index and then sorted; many are met soon enough by walking
 * the order's index. The planner alone guesses wrong for words that are rarer than it knows.
 */
export function pageQuery(
  actor: Actor,
  filter: TaskFilter,
  { sort, cursor, limit }: TaskPageRequest,
  total: number,
): Prisma.Sql {
  const order = orders[sort];
  const after =
    cursor === undefined ? Prisma.sql`true` : order.after(decodeTaskCursor(sort, cursor));
  const found = Prisma.sql`SELECT * FROM app.tasks WHERE ${matching(actor, filter)}`;
  return total < taskCountLimit
    ? Prisma.sql`WITH matching AS MATERIALIZED (${found})
        SELECT ${COLUMNS} FROM matching WHERE ${after} ORDER BY ${order.by} LIMIT ${limit + 1}`
    : Prisma.sql`SELECT ${COLUMNS} FROM (${found}) AS matching
        WHERE ${after} ORDER BY ${order.by} LIMIT ${limit + 1}`;
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
  title: ascending(Prisma.sql`title_key`, (key) => Prisma.sql`lower(${key}::text)`),
  dueOn: ascending(
    Prisma.sql`due_key`,
    (key) => Prisma.sql`coalesce(${key}::text, 'infinity')::date`,
  ),
  priority: descending(Prisma.sql`priority`, (key) => Prisma.sql`${key}::text::app.task_priority`),
  createdAt: descending(Prisma.sql`created_at`, (key) => Prisma.sql`${key}::text::timestamptz`),
  updatedAt: descending(Prisma.sql`updated_at`, (key) => Prisma.sql`${key}::text::timestamptz`),
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
  // An undated task is due at infinity.
  if (dueAfter) {
    conditions.push(Prisma.sql`due_key >= ${dueAfter}::text::date AND due_key < 'infinity'`);
  }
  if (dueBefore) conditions.push(Prisma.sql`due_key <= ${dueBefore}::text::date`);
  if (query?.trim()) conditions.push(matchingWords(query));
  return Prisma.join(conditions, ' AND ');
}

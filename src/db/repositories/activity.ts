import type { Actor } from '#src/contracts/actor.ts';
import type { ActivityEntry, ActivityScope } from '#src/contracts/activity.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { Task } from '#src/contracts/task.ts';
import { activityCountLimit } from '#src/contracts/tools/list-activity.ts';
import { Prisma } from '../generated/client.ts';
import type { ActorTransaction } from '../with-actor.ts';
import { matchingWords } from './matching-words.ts';

export interface ActivityFilter {
  show: ActivityScope;
  by?: ActivityEntry['by'] | undefined;
  clientId?: string | undefined;
  tool?: string | undefined;
  taskId?: string | undefined;
  runId?: string | undefined;
  /** ISO 8601; the first is inclusive, the second is not. */
  after?: string | undefined;
  before?: string | undefined;
  /** Words; each must begin some word of a title, of notes or of tags. */
  query?: string | undefined;
}

export interface ActivityPage {
  items: ActivityEntry[];
  nextCursor: string | null;
  /** Counted up to `activityCountLimit`. */
  total: number;
}

/** Newest first. A page begins after the entry that the cursor names: ids sort by time. */
export async function listActivity(
  transaction: ActorTransaction,
  actor: Actor,
  filter: ActivityFilter,
  page: ActivityPageRequest,
): Promise<ActivityPage> {
  const counted = await transaction.$queryRaw<{ total: number }[]>(
    activityCountQuery(actor, filter),
  );
  const total = counted[0]?.total ?? 0;
  const rows = await transaction.$queryRaw<ActivityRow[]>(
    activityPageQuery(actor, filter, page, total),
  );
  const items = rows.slice(0, page.limit).map(toEntry);
  const last = rows.length > page.limit ? items.at(-1) : undefined;
  return { items, nextCursor: last?.id ?? null, total };
}

export interface ActivityPageRequest {
  cursor?: string | undefined;
  limit: number;
}

export function activityCountQuery(actor: Actor, filter: ActivityFilter): Prisma.Sql {
  return Prisma.sql`SELECT count(*)::int AS total FROM (
    SELECT FROM app.audit_entries WHERE ${matching(actor, filter)}
    LIMIT ${activityCountLimit}) AS matching`;
}

/** Few matches are found by the filter's index and then sorted, as in `task-list.ts`. */
export function activityPageQuery(
  actor: Actor,
  filter: ActivityFilter,
  { cursor, limit }: ActivityPageRequest,
  total: number,
): Prisma.Sql {
  const after = cursor === undefined ? Prisma.sql`true` : Prisma.sql`id < ${cursor}::uuid`;
  const found = Prisma.sql`SELECT * FROM app.audit_entries WHERE ${matching(actor, filter)}`;
  const kept =
    total < activityCountLimit
      ? Prisma.sql`WITH matching AS MATERIALIZED (${found})
          SELECT * FROM matching WHERE ${after} ORDER BY id DESC LIMIT ${limit + 1}`
      : Prisma.sql`${found} AND ${after} ORDER BY id DESC LIMIT ${limit + 1}`;
  return Prisma.sql`SELECT ${COLUMNS} FROM (${kept}) AS entry ORDER BY id DESC`;
}

/** @throws AppError NOT_FOUND, for a foreign entry exactly as for a missing one */
export async function getActivity(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<ActivityEntry> {
  const [row] = await transaction.$queryRaw<ActivityRow[]>`
    SELECT ${COLUMNS} FROM app.audit_entries AS entry
    WHERE user_id = ${actor.userId} AND id = ${id}::uuid`;
  if (!row) throw new AppError('NOT_FOUND', 'There is no entry with this id.');
  return toEntry(row);
}

/** What the agent changed in this run, newest first. */
export async function listRunChanges(
  transaction: ActorTransaction,
  actor: Actor,
  runId: string,
): Promise<ActivityEntry[]> {
  const filter = matching(actor, { show: 'changes', runId });
  const rows = await transaction.$queryRaw<ActivityRow[]>`
    SELECT ${COLUMNS} FROM (SELECT * FROM app.audit_entries WHERE ${filter}) AS entry
    ORDER BY id DESC`;
  return rows.map(toEntry);
}

/**
 * Two undos of one person take turns until the transaction ends: an entry cannot be locked by those
 * who may only add and read.
 */
export async function takeTurnAtUndo(transaction: ActorTransaction, actor: Actor): Promise<void> {
  const name = `undo of ${actor.userId}`;
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

const COLUMNS = Prisma.sql`id, at, made_by AS "by", client_id AS "clientId", run_id AS "runId",
  tool, outcome, arguments, before, after, undoes, trace_id AS "traceId",
  EXISTS (SELECT FROM app.audit_entries AS later
    WHERE later.user_id = entry.user_id AND later.undoes = entry.id) AS "isUndone"`;

interface ActivityRow {
  id: string;
  at: Date;
  by: ActivityEntry['by'];
  clientId: string | null;
  runId: string | null;
  tool: string;
  outcome: ActivityEntry['outcome'];
  arguments: unknown;
  before: unknown;
  after: unknown;
  undoes: string | null;
  traceId: string;
  isUndone: boolean;
}

function toEntry({ isUndone, ...row }: ActivityRow): ActivityEntry {
  const before = Task.safeParse(row.before).data ?? null;
  const after = Task.safeParse(row.after).data ?? null;
  // A row that fits no contract of today cannot be put back.
  const isKnown =
    (row.before === null) === (before === null) && (row.after === null) === (after === null);
  const isChange = isKnown && (before !== null || after !== null);
  return {
    ...row,
    at: row.at.toISOString(),
    clientId: row.by === 'client' ? row.clientId : null,
    runId: row.by === 'agent' ? row.runId : null,
    arguments: JSON.stringify(row.arguments),
    before,
    after,
    undo: isUndone ? 'done' : isChange ? 'possible' : 'none',
  };
}

function matching(actor: Actor, filter: ActivityFilter): Prisma.Sql {
  // Row-level security asks for the same; saying it here lets a mistake in either be harmless.
  const conditions = [Prisma.sql`user_id = ${actor.userId}`];
  const { show, by, clientId, tool, taskId, runId, after, before, query } = filter;
  if (show === 'changes') conditions.push(Prisma.sql`row_id IS NOT NULL`);
  if (show === 'failures')
    conditions.push(Prisma.sql`(row_id IS NOT NULL OR outcome NOT IN ('ok', 'replayed'))`);
  if (by) conditions.push(Prisma.sql`made_by = ${by}`);
  if (clientId !== undefined) {
    conditions.push(Prisma.sql`act IS NULL AND client_id = ${clientId}`);
  }
  if (tool !== undefined) conditions.push(Prisma.sql`tool = ${tool}`);
  if (taskId !== undefined) conditions.push(Prisma.sql`row_id = ${taskId}`);
  // A client may say that it is a run of the agent's.
  if (runId !== undefined) conditions.push(Prisma.sql`run_id = ${runId} AND made_by = 'agent'`);
  if (after !== undefined) conditions.push(Prisma.sql`id >= ${firstIdAt(after)}::uuid`);
  if (before !== undefined) conditions.push(Prisma.sql`id < ${firstIdAt(before)}::uuid`);
  if (query?.trim()) conditions.push(matchingWords(query));
  return Prisma.join(conditions, ' AND ');
}

const maxIdTime = 2 ** 48 - 1;

/** A UUIDv7 begins with its time in milliseconds (RFC 9562 §5.7): no later id sorts before this one. */
function firstIdAt(time: string): string {
  const ms = Math.min(Math.max(Date.parse(time), 0), maxIdTime);
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

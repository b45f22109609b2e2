import { isDeepStrictEqual } from 'node:util';
import { generateKeyBetween } from 'fractional-indexing';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { Task, TaskPriority, TaskStatus } from '#src/contracts/task.ts';
import { newId } from '#src/platform/new-id.ts';
import type { Change } from '../change.ts';
import type { Task as TaskRow } from '../generated/client.ts';
import type { ActorTransaction } from '../with-actor.ts';

/** What a person may set on a task. */
export interface TaskFields {
  title: string;
  notes: string;
  priority: TaskPriority;
  dueOn: string | null;
  tags: string[];
}

/** Some of a task's fields; one that is undefined is left as it is. */
export type TaskChanges = { [Field in keyof TaskFields]?: TaskFields[Field] | undefined };

/** Adds an open task before all others of the person's own order. */
export async function addTask(
  transaction: ActorTransaction,
  actor: Actor,
  fields: TaskFields,
  now: Date,
): Promise<Change<Task>> {
  const first = await transaction.task.findFirst({
    where: { userId: actor.userId },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
    select: { position: true },
  });
  const row = await transaction.task.create({
    data: {
      title: fields.title.trim(),
      notes: fields.notes,
      priority: fields.priority,
      dueOn: toMidnight(fields.dueOn),
      tags: trimTags(fields.tags),
      userId: actor.userId,
      id: newId(),
      // Two tasks added at once may share a key; the id then decides.
      position: generateKeyBetween(null, first?.position ?? null),
      createdAt: now,
      updatedAt: now,
    },
  });
  return { before: null, after: toTask(row) };
}

/** @throws AppError NOT_FOUND, for a foreign task exactly as for a missing one */
export async function getTask(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Task> {
  const task = await findTask(transaction, actor, id);
  if (!task) throw noSuchTask();
  return task;
}

/**
 * Sets the given fields; what is not given, and a change that changes nothing, leaves the row alone.
 * @param expected the row's id and, to refuse a lost update, the version it was read at
 * @throws AppError NOT_FOUND; CONFLICT with the current task when it has another version
 */
export async function updateTask(
  transaction: ActorTransaction,
  actor: Actor,
  expected: { id: string; version: number },
  fields: TaskChanges,
  now: Date,
): Promise<Change<Task>> {
  const task = await lockTask(transaction, actor, expected);
  const next: Task = {
    ...task,
    title: fields.title?.trim() ?? task.title,
    notes: fields.notes ?? task.notes,
    priority: fields.priority ?? task.priority,
    dueOn: fields.dueOn === undefined ? task.dueOn : fields.dueOn,
    tags: fields.tags ? trimTags(fields.tags) : task.tags,
  };
  if (isDeepStrictEqual(next, task)) return { before: task, after: task };
  return { before: task, after: await saveTask(transaction, actor, next, now) };
}

/** Sets the status; a task that has it already stays as it is. Throws as `updateTask` does. */
export async function setTaskStatus(
  transaction: ActorTransaction,
  actor: Actor,
  expected: { id: string; version?: number | undefined },
  status: TaskStatus,
  now: Date,
): Promise<Change<Task>> {
  const task = await lockTask(transaction, actor, expected);
  if (task.status === status) return { before: task, after: task };
  const completedAt = status === 'done' ? now.toISOString() : null;
  const next = { ...task, status, completedAt };
  return { before: task, after: await saveTask(transaction, actor, next, now) };
}

/** Deletes the task. Throws as `updateTask` does. */
export async function deleteTask(
  transaction: ActorTransaction,
  actor: Actor,
  expected: { id: string; version?: number | undefined },
): Promise<Change<Task>> {
  const task = await lockTask(transaction, actor, expected);
  await transaction.task.delete({ where: { userId_id: { userId: actor.userId, id: task.id } } });
  return { before: task };
}

/** The task, held until the transaction ends; null when there is none. */
export async function holdTask(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Task | null> {
  await transaction.$queryRaw`
    SELECT 1 FROM app.tasks WHERE user_id = ${actor.userId} AND id = ${id}::uuid FOR UPDATE`;
  return findTask(transaction, actor, id);
}

/** Whether a person would see no difference: versions and times of writing only count on. */
export function isSameTask(one: Task | null, other: Task | null): boolean {
  return isDeepStrictEqual(one && contentOf(one), other && contentOf(other));
}

/**
 * Puts a task back as it was, in the place of the one that is held.
 * @param before null: there was none
 */
export async function putBackTask(
  transaction: ActorTransaction,
  actor: Actor,
  { held, before }: { held: Task | null; before: Task | null },
  now: Date,
): Promise<Change<Task>> {
  if (before === null) {
    if (held === null) throw new Error('There is nothing to put back.');
    return deleteTask(transaction, actor, held);
  }
  if (held !== null) {
    const next = { ...before, version: held.version };
    return { before: held, after: await saveTask(transaction, actor, next, now) };
  }
  const { dueOn, ...fields } = before;
  const row = await transaction.task.create({
    data: {
      ...fields,
      userId: actor.userId,
      dueOn: toMidnight(dueOn),
      updatedAt: now,
      // Whoever still knows it as it was deleted knows an older version.
      version: before.version + 1,
    },
  });
  return { before: null, after: toTask(row) };
}

export function toTask(row: Omit<TaskRow, 'userId'>): Task {
  return {
    id: row.id,
    title: row.title,
    notes: row.notes,
    status: row.status,
    priority: row.priority,
    dueOn: row.dueOn && toDate(row.dueOn),
    tags: row.tags,
    position: row.position,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    completedAt: row.completedAt && row.completedAt.toISOString(),
  };
}

async function findTask(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Task | null> {
  const row = await transaction.task.findUnique({
    where: { userId_id: { userId: actor.userId, id } },
  });
  return row && toTask(row);
}

/** Holds the row until the transaction ends, so that of two writers the second sees the first. */
async function lockTask(
  transaction: ActorTransaction,
  actor: Actor,
  { id, version }: { id: string; version?: number | undefined },
): Promise<Task> {
  const task = await holdTask(transaction, actor, id);
  if (!task) throw noSuchTask();
  if (version !== undefined && version !== task.version) {
    throw new AppError('CONFLICT', 'This task has changed since it was read.', {
      details: { current: task },
    });
  }
  return task;
}

/** Writes a locked task as its next version. */
async function saveTask(
  transaction: ActorTransaction,
  actor: Actor,
  task: Task,
  now: Date,
): Promise<Task> {
  const row = await transaction.task.update({
    where: { userId_id: { userId: actor.userId, id: task.id } },
    data: {
      title: task.title,
      notes: task.notes,
      status: task.status,
      priority: task.priority,
      dueOn: toMidnight(task.dueOn),
      tags: task.tags,
      position: task.position,
      completedAt: task.completedAt,
      updatedAt: now,
      version: task.version + 1,
    },
  });
  return toTask(row);
}

function contentOf({ version: _version, updatedAt: _updatedAt, ...content }: Task) {
  return content;
}

function noSuchTask(): AppError {
  return new AppError('NOT_FOUND', 'There is no task with this id.');
}

/** Tags that differ only by blanks around them are one. */
function trimTags(tags: string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()))];
}

/** A calendar date is kept as one; Prisma shows it as midnight in UTC. */
function toMidnight(date: string | null): Date | null {
  return date === null ? null : new Date(`${date}T00:00:00Z`);
}

function toDate(midnight: Date): string {
  return midnight.toISOString().slice(0, 10);
}

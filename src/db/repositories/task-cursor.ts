import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import { PlainText } from '#src/contracts/plain-text.ts';
import { DueOn, type Task, TaskId, TaskPriority } from '#src/contracts/task.ts';
import type { TaskSort } from '#src/contracts/tools/list-tasks.ts';

/** Where a page ends: the last task's sort key and its id. Opaque to callers. */
export interface TaskCursor {
  key: string | null;
  id: string;
}

const Time = z.iso.datetime().refine((time) => !time.startsWith('0000'));

/** What PostgreSQL can read as the column's type. */
const keys: Record<TaskSort, z.ZodType<string | null>> = {
  position: PlainText,
  title: PlainText,
  priority: TaskPriority,
  dueOn: DueOn.nullable(),
  createdAt: Time,
  updatedAt: Time,
};

/** @param last the last task of the page */
export function encodeTaskCursor(sort: TaskSort, last: Task): string {
  const cursor = { sort, key: last[sort], id: last.id };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @throws AppError BAD_REQUEST for a cursor that is broken or belongs to another sort */
export function decodeTaskCursor(sort: TaskSort, text: string): TaskCursor {
  const Cursor = z.strictObject({ sort: z.literal(sort), key: keys[sort], id: TaskId });
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (cause) {
    const message = 'must be the nextCursor of a page with the same sort';
    throw new AppError('BAD_REQUEST', `The input does not fit. cursor: ${message}`, {
      details: { fields: [{ path: 'cursor', message }] },
      cause,
    });
  }
}

import Link from 'next/link';
import {
  formatTaskCount,
  listTasks as contract,
  taskCountLimit,
} from '#src/contracts/tools/list-tasks.ts';
import type { ToolInput } from '#src/contracts/tool-registry.ts';
import { TaskRow } from './task-row.tsx';
import { defineRenderer } from './define-renderer.ts';

/** A long list is cut here, unless only one task would be left out. */
const SHOWN = 6;

export const listTasks = defineRenderer(contract, {
  running: (input) =>
    input?.query ? `Searching your tasks for “${input.query}”` : 'Looking through your tasks',
  failed: () => 'Could not read your tasks',
  result: ({ items, total }, input) => (
    <>
      <div className="flex items-baseline justify-between gap-3 px-3.5 pt-2.5 pb-2 text-xs text-muted-foreground">
        <span className="wrap-anywhere">{listWords(total, input)}</span>
        <Link
          href="/tasks"
          className="shrink-0 rounded-sm font-medium text-foreground underline-offset-4 hover:underline"
        >
          Open Tasks
        </Link>
      </div>
      {items.length > 0 && (
        <ul className="divide-y divide-border/60 border-t border-border/60">
          {items.slice(0, shownOf(total)).map((task) => (
            <li key={task.id}>
              <TaskRow task={task} />
            </li>
          ))}
          {total > shownOf(total) && (
            <li className="px-3.5 py-2 pl-10 text-xs text-muted-foreground">
              and {total < taskCountLimit ? `${total - shownOf(total)} ` : 'many '}more
            </li>
          )}
        </ul>
      )}
    </>
  ),
});

function shownOf(total: number): number {
  return total === SHOWN + 1 ? total : SHOWN;
}

/** "3 open tasks · high priority · due by Nov 21" */
export function listWords(total: number, input: ToolInput<'list_tasks'> | null): string {
  const status = input?.status ? `${input.status} ` : '';
  const noun = total === 1 ? 'task' : 'tasks';
  const count = total === 0 ? 'No' : formatTaskCount(total);
  const filters = [
    input?.priority && input.priority !== 'none' ? `${input.priority} priority` : '',
    input?.tag ? `tagged “${input.tag}”` : '',
    input?.query ? `matching “${input.query}”` : '',
    dueWordsOf(input),
  ].filter((filter) => filter !== '');
  return [`${count} ${status}${noun}`, ...filters].join(' · ');
}

function dueWordsOf(input: ToolInput<'list_tasks'> | null): string {
  const from = input?.dueAfter ? dayOf(input.dueAfter) : null;
  const to = input?.dueBefore ? dayOf(input.dueBefore) : null;
  if (from && to) return from === to ? `due ${from}` : `due ${from} to ${to}`;
  if (from) return `due from ${from}`;
  return to ? `due by ${to}` : '';
}

function dayOf(date: string): string {
  return new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(date),
  );
}

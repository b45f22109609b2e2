'use client';
import { clsx } from 'clsx';
import { Circle, CircleCheck, Flag } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Task, TaskPriority } from '#src/contracts/task.ts';
import { relativeDate } from '#src/ui/relative-date.ts';
import { useLocalDay } from '../use-local-day.ts';

/** One task as a tool answered it: what it was at that moment, not what it is now. */
export function TaskRow({
  task,
  note,
  gone = false,
}: {
  task: Task;
  /** What happened to it, in a word or two. */
  note?: ReactNode;
  /** The task was deleted. */
  gone?: boolean;
}) {
  const done = task.status === 'done';
  return (
    <div className="flex items-start gap-2.5 px-3.5 py-2.5 text-sm">
      <span className="mt-0.5 shrink-0">
        {done ? (
          <CircleCheck aria-hidden className="size-4 text-success" />
        ) : (
          <Circle aria-hidden className="size-4 text-faint-foreground" />
        )}
        <span className="sr-only">{done ? 'Done:' : 'Open:'}</span>
      </span>
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3 gap-y-1">
        <span
          className={clsx(
            'min-w-0 wrap-anywhere',
            (done || gone) && 'text-muted-foreground line-through decoration-muted-foreground/50',
          )}
        >
          {task.title}
        </span>
        <TaskFacts task={task} />
      </div>
      {note && <span className="mt-px shrink-0 text-xs text-muted-foreground">{note}</span>}
    </div>
  );
}

function TaskFacts({ task }: { task: Task }) {
  const { today } = useLocalDay();
  const overdue = task.status === 'open' && task.dueOn !== null && task.dueOn < today;
  if (task.dueOn === null && task.priority === 'none' && task.tags.length === 0) return null;
  return (
    <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xs text-muted-foreground">
      {task.dueOn && (
        <time
          dateTime={task.dueOn}
          className={clsx(overdue && 'font-medium text-destructive-text')}
        >
          {relativeDate(task.dueOn, today)}
          {overdue && <span className="sr-only"> (overdue)</span>}
        </time>
      )}
      {task.priority !== 'none' && (
        <span className="inline-flex items-center gap-1">
          <Flag aria-hidden className={clsx('size-3', priorityColour[task.priority])} />
          {priorityLabel[task.priority]}
          <span className="sr-only"> priority</span>
        </span>
      )}
      {task.tags.map((tag) => (
        <span key={tag} className="rounded-full bg-muted px-1.5 py-px wrap-anywhere">
          {tag}
        </span>
      ))}
    </span>
  );
}

const priorityLabel: Record<TaskPriority, string> = {
  none: '',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
};

const priorityColour: Record<TaskPriority, string> = {
  none: '',
  low: 'text-muted-foreground',
  medium: 'text-warning',
  high: 'text-destructive-text',
};

'use client';

import { clsx } from 'clsx';
import { AlignLeft, Calendar, Ellipsis, Pencil, Trash2 } from 'lucide-react';
import type { Task } from '#src/contracts/task.ts';
import { Badge } from '#src/ui/badge.tsx';
import { Checkbox } from '#src/ui/checkbox.tsx';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Menu } from '#src/ui/menu.tsx';
import { MenuItem } from '#src/ui/menu-item.tsx';
import { relativeDate } from '#src/ui/relative-date.ts';
import { PriorityIcon, priorityLabels } from './priority-icon.tsx';

interface TaskRowProps {
  task: Task;
  today: string;
  onToggle: (task: Task) => void;
  onEdit: (task: Task) => void;
  onDelete: (task: Task) => void;
}

export function TaskRow({ task, today, onToggle, onEdit, onDelete }: TaskRowProps) {
  const done = task.status === 'done';
  return (
    <li
      data-task={task.id}
      className="group/row relative flex items-start gap-3 py-2.5 pr-2 pl-4 transition-colors duration-150 focus-within:bg-muted hover:bg-muted"
    >
      <Checkbox
        label={done ? `Reopen ${task.title}` : `Complete ${task.title}`}
        checked={done}
        onCheckedChange={() => {
          onToggle(task);
        }}
        className="mt-[0.2rem]"
      />
      <div className="min-w-0 flex-1">
        <button
          type="button"
          onClick={() => {
            onEdit(task);
          }}
          className={clsx(
            'rounded-sm text-left text-[0.9375rem] leading-6 wrap-anywhere pointer-coarse:w-full',
            done && 'text-faint-foreground line-through decoration-faint-foreground/60',
          )}
        >
          {task.title}
        </button>
        <Facts task={task} today={today} />
      </div>
      <Menu
        trigger={
          <IconButton
            label={`More for ${task.title}`}
            size="sm"
            className="-my-0.5 pointer-fine:opacity-0 pointer-fine:group-focus-within/row:opacity-100 pointer-fine:group-hover/row:opacity-100 pointer-fine:data-popup-open:opacity-100"
          >
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem
          onClick={() => {
            onEdit(task);
          }}
        >
          <Pencil />
          Edit
        </MenuItem>
        <MenuItem
          destructive
          onClick={() => {
            onDelete(task);
          }}
        >
          <Trash2 />
          Delete
        </MenuItem>
      </Menu>
    </li>
  );
}

function Facts({ task, today }: { task: Task; today: string }) {
  const { dueOn, priority, tags, notes, status } = task;
  if (dueOn === null && priority === 'none' && tags.length === 0 && notes === '') return null;
  const overdue = status === 'open' && dueOn !== null && dueOn < today;
  const dueNow = status === 'open' && dueOn === today;
  return (
    <div className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-muted-foreground">
      {dueOn === null ? null : (
        <time
          dateTime={dueOn}
          className={clsx(
            'inline-flex items-center gap-1.5',
            overdue && 'font-medium text-destructive-text',
            dueNow && 'font-medium text-primary-text',
          )}
        >
          <Calendar aria-hidden className="size-3.5" />
          {relativeDate(dueOn, today)}
          {overdue ? <span className="sr-only">, overdue</span> : null}
        </time>
      )}
      {priority === 'none' ? null : (
        <span className="inline-flex items-center gap-1.5">
          <PriorityIcon priority={priority} />
          {priorityLabels[priority]}
          <span className="sr-only"> priority</span>
        </span>
      )}
      {notes === '' ? null : <AlignLeft role="img" aria-label="Has notes" className="size-3.5" />}
      {tags.map((tag) => (
        <Badge key={tag}>
          <span className="truncate">{tag}</span>
        </Badge>
      ))}
    </div>
  );
}

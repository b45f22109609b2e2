'use client';

import { clsx } from 'clsx';
import { Bot, Ellipsis, ListFilter, PlugZap, Undo2, User } from 'lucide-react';
import type { ActivityBy, ActivityEntry } from '#src/contracts/activity.ts';
import { Badge } from '#src/ui/badge.tsx';
import { Button } from '#src/ui/button.tsx';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Menu } from '#src/ui/menu.tsx';
import { MenuItem } from '#src/ui/menu-item.tsx';
import {
  type ClientNames,
  differences,
  failureOf,
  titleOf,
  whatWasDone,
  whoDid,
} from './describe-entry.ts';

const icons: Record<ActivityBy, typeof User> = { person: User, agent: Bot, client: PlugZap };

export interface ActivityRowActions {
  onUndo: (id: string) => void;
  onUndoRun: (runId: string) => void;
  onShowTask: (taskId: string) => void;
  onShowRun: (runId: string) => void;
}

interface ActivityRowProps extends ActivityRowActions {
  entry: ActivityEntry;
  names: ClientNames;
  timeZone: string;
  pending: string | null;
}

export function ActivityRow({ entry, names, timeZone, pending, ...actions }: ActivityRowProps) {
  const { at, by, id, runId, undo, before, after } = entry;
  const Icon = icons[by];
  const title = titleOf(entry);
  const failure = failureOf(entry);
  const taskId = (after ?? before)?.id;
  return (
    <li className="flex items-start gap-3 py-3 pr-2 pl-4">
      <Icon aria-hidden className="mt-1 size-4 shrink-0 text-faint-foreground" />
      <div className="min-w-0 flex-1">
        <p
          className={clsx(
            'text-[0.9375rem] leading-6 wrap-anywhere',
            undo === 'done' && 'text-muted-foreground',
          )}
        >
          <span className="font-medium">{whoDid(entry, names)}</span> {whatWasDone(entry)}
          {title === null ? null : <> “{title}”</>}
        </p>
        {failure === null ? null : (
          <p className="text-[0.8125rem] text-destructive-text">{failure}</p>
        )}
        <Difference entry={entry} />
        <p className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-[0.8125rem] text-muted-foreground">
          <time dateTime={at} className="tabular-nums">
            {new Intl.DateTimeFormat('en', { timeZone, timeStyle: 'short' }).format(new Date(at))}
          </time>
          {undo === 'done' ? <Badge>Undone</Badge> : null}
          {runId === null ? null : (
            <button
              type="button"
              className="rounded-sm underline-offset-4 hover:text-foreground hover:underline"
              onClick={() => {
                actions.onShowRun(runId);
              }}
            >
              Show its turn
            </button>
          )}
        </p>
      </div>
      {undo === 'possible' ? (
        <Button
          size="sm"
          pending={pending === id}
          disabled={pending !== null}
          aria-label={`Undo: ${whoDid(entry, names)} ${whatWasDone(entry)} “${title}”`}
          onClick={() => {
            actions.onUndo(id);
          }}
        >
          <Undo2 aria-hidden />
          Undo
        </Button>
      ) : null}
      {taskId === undefined && runId === null ? null : (
        <Menu
          trigger={
            <IconButton label={`More for ${title ?? 'this entry'}`} size="sm">
              <Ellipsis />
            </IconButton>
          }
        >
          {runId === null ? null : (
            <MenuItem
              onClick={() => {
                actions.onUndoRun(runId);
              }}
            >
              <Undo2 />
              Undo all of this turn
            </MenuItem>
          )}
          {taskId === undefined ? null : (
            <MenuItem
              onClick={() => {
                actions.onShowTask(taskId);
              }}
            >
              <ListFilter />
              Show only this task
            </MenuItem>
          )}
        </Menu>
      )}
    </li>
  );
}

/** Before and after, where both are there; a task that came or went is named above. */
function Difference({ entry: { before, after } }: { entry: ActivityEntry }) {
  if (before === null || after === null) return null;
  return (
    <dl className="mt-1 space-y-0.5 text-[0.8125rem] text-muted-foreground">
      {differences(before, after).map((field) => (
        <div key={field.label} className="wrap-anywhere">
          <dt className="inline">{field.label}: </dt>
          <dd className="inline">
            <del className="decoration-muted-foreground/60">{cut(field.before)}</del>
            <span aria-hidden> → </span>
            <ins className="text-foreground no-underline">{cut(field.after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const maxChars = 160;

function cut(text: string): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars).toWellFormed()}…`;
}

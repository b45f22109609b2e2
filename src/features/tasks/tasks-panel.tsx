'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { type ReactNode, useRef, useState } from 'react';
import type { Task } from '#src/contracts/task.ts';
import { formatTaskCount } from '#src/contracts/tools/list-tasks.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { useLiveChanges } from '#src/trpc-client/use-live-changes.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { ConfirmDialog } from '#src/ui/confirm-dialog.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { usePageShortcuts } from '#src/ui/use-page-shortcuts.ts';
import { useToday } from '#src/ui/use-today.ts';
import { QuickAdd } from './quick-add.tsx';
import { TaskDialog } from './task-dialog.tsx';
import { noFilters } from './task-filters.ts';
import { TaskList } from './task-list.tsx';
import { taskListQuery } from './task-list-query.ts';
import { TaskSkeleton } from './task-skeleton.tsx';
import { TaskToolbar } from './task-toolbar.tsx';
import { TasksEmpty } from './tasks-empty.tsx';
import { useKeptFocus } from './use-kept-focus.ts';
import { useTaskActions } from './use-task-actions.ts';
import { useTaskFilters } from './use-task-filters.ts';

interface TasksPanelProps {
  /** The date that the server rendered with, YYYY-MM-DD. */
  serverToday: string;
  /** Shown in a dialog once the session is over. */
  signInAgain: ReactNode;
}

export function TasksPanel({ serverToday, signInAgain }: TasksPanelProps) {
  const trpc = useTRPC();
  const today = useToday(serverToday);
  const [filters, setFilters] = useTaskFilters();
  const [editing, setEditing] = useState<Task>();
  const [deleting, setDeleting] = useState<Task>();
  const newTask = useRef<HTMLInputElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const listArea = useRef<HTMLDivElement>(null);
  const keptFocus = useKeptFocus(listArea);
  const actions = useTaskActions();
  const live = useLiveChanges();
  usePageShortcuts({ n: newTask, '/': search });

  const list = useInfiniteQuery({
    ...taskListQuery(trpc, filters, today),
    // Under other filters the list at hand stays, dimmed, until the new one is there.
    placeholderData: (previous) => previous,
  });
  const tasks = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages.at(-1)?.total;
  const tags = [...new Set(tasks.flatMap((task) => task.tags))].toSorted();
  const error = list.error === null ? null : readError(list.error);
  const retry = () => void list.refetch();

  function toggle({ id, status }: Task) {
    if (status === 'open') actions.complete.mutate({ id });
    else actions.reopen.mutate({ id });
  }

  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-6 pb-24 sm:px-8 sm:pt-10">
      <header className="mb-6 flex items-baseline gap-3">
        <h1 className="text-2xl font-semibold tracking-[-0.022em]">Tasks</h1>
        {total === undefined ? null : (
          <p className="text-sm text-muted-foreground tabular-nums" aria-live="polite">
            {formatTaskCount(total)}{' '}
            {filters.status === 'all' ? (total === 1 ? 'task' : 'tasks') : filters.status}
          </p>
        )}
        {live === 'waiting' ? (
          <p role="status" className="ml-auto text-[0.8125rem] text-muted-foreground">
            Reconnecting…
          </p>
        ) : null}
      </header>
      <div className="flex flex-col gap-5">
        <QuickAdd actions={actions} inputRef={newTask} />
        <TaskToolbar filters={filters} onChange={setFilters} tags={tags} searchRef={search} />
        {/* That the session is over, the page says by itself. */}
        {error === null || error.code === 'UNAUTHENTICATED' ? null : (
          <ErrorNotice
            title={list.data ? 'The list may be out of date' : 'The tasks could not be read'}
            message={error.message}
            traceId={error.traceId}
            onRetry={retry}
          />
        )}
        <div ref={listArea} tabIndex={-1} role="group" aria-label="Tasks" className="rounded-lg">
          {list.isPending ? (
            <Card>
              <TaskSkeleton />
            </Card>
          ) : tasks.length > 0 ? (
            <div
              aria-busy={list.isPlaceholderData}
              className={clsx('transition-opacity', list.isPlaceholderData && 'opacity-60')}
            >
              <TaskList
                tasks={tasks}
                today={today}
                grouped={filters.status === 'open' && filters.sort === 'dueOn'}
                onToggle={toggle}
                onEdit={setEditing}
                onDelete={setDeleting}
              />
            </div>
          ) : list.data ? (
            <TasksEmpty
              filters={filters}
              onClear={() => {
                setFilters({ ...noFilters, status: filters.status, sort: filters.sort });
              }}
              onAdd={() => newTask.current?.focus()}
            />
          ) : null}
        </div>
        {list.hasNextPage ? (
          <Button
            className="self-center"
            pending={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        ) : null}
      </div>
      {editing === undefined ? null : (
        <TaskDialog
          key={editing.id}
          task={editing}
          update={actions.update}
          signInAgain={signInAgain}
          onClose={() => {
            setEditing(undefined);
          }}
          onDelete={setDeleting}
        />
      )}
      <ConfirmDialog
        open={deleting !== undefined}
        onOpenChange={(open) => {
          if (!open) setDeleting(undefined);
        }}
        title="Delete this task?"
        description={<>“{deleting?.title}” goes. In Activity you can bring it back.</>}
        confirmLabel="Delete"
        finalFocus={keptFocus}
        onConfirm={() => {
          if (deleting) actions.remove.mutate({ id: deleting.id });
          setDeleting(undefined);
          setEditing(undefined);
        }}
      />
    </div>
  );
}

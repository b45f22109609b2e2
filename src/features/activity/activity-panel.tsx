'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { History, SearchX } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useMemo, useRef } from 'react';
import { activityCountLimit } from '#src/contracts/tools/list-activity.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { useLiveChanges } from '#src/trpc-client/use-live-changes.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { EmptyState } from '#src/ui/empty-state.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { usePageShortcuts } from '#src/ui/use-page-shortcuts.ts';
import { useTimeZone } from '#src/ui/use-time-zone.ts';
import { useToday } from '#src/ui/use-today.ts';
import {
  ActivityFilters,
  formatActivityFilters,
  isNarrowed,
  noFilters,
} from './activity-filters.ts';
import { ActivityList } from './activity-list.tsx';
import { activityListQuery } from './activity-list-query.ts';
import { ActivitySkeleton } from './activity-skeleton.tsx';
import { ActivityToolbar } from './activity-toolbar.tsx';
import type { ClientNames } from './describe-entry.ts';
import { ExportMenu } from './export-menu.tsx';
import { UndoConflictDialog } from './undo-conflict-dialog.tsx';
import { useUndo } from './use-undo.ts';

interface ActivityPanelProps {
  serverToday: string;
  serverTimeZone: string;
  names: ClientNames;
}

/** What was changed by whom, and the way back. */
export function ActivityPanel({ serverToday, serverTimeZone, names }: ActivityPanelProps) {
  const trpc = useTRPC();
  const today = useToday(serverToday);
  const timeZone = useTimeZone(serverTimeZone);
  const [filters, setFilters] = useActivityFilters();
  const search = useRef<HTMLInputElement>(null);
  const listArea = useRef<HTMLDivElement>(null);
  const { undo, undoRun, pending, conflict, dismiss } = useUndo();
  const live = useLiveChanges();
  usePageShortcuts({ '/': search });

  const list = useInfiniteQuery({
    ...activityListQuery(trpc, filters, timeZone),
    placeholderData: (previous) => previous,
  });
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages.at(-1)?.total;
  const error = list.error === null ? null : readError(list.error);
  const clear = () => setFilters({ ...noFilters, show: filters.show });

  /** The button that was pressed is about to go: the list has the focus then. */
  function keepFocus() {
    listArea.current?.focus({ preventScroll: true });
  }

  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-6 pb-24 sm:px-8 sm:pt-10">
      <header className="mb-6 flex flex-wrap items-center gap-3">
        <h1 className="text-2xl font-semibold tracking-[-0.022em]">Activity</h1>
        {total === undefined ? null : (
          <p className="text-sm text-muted-foreground tabular-nums" aria-live="polite">
            {countWords(total)}
          </p>
        )}
        <span className="flex-1" />
        {live === 'waiting' ? (
          <p role="status" className="text-[0.8125rem] text-muted-foreground">
            Reconnecting…
          </p>
        ) : null}
        <ExportMenu filters={filters} timeZone={timeZone} names={names} />
      </header>
      <div className="flex flex-col gap-5">
        <ActivityToolbar filters={filters} onChange={setFilters} names={names} searchRef={search} />
        {error === null || error.code === 'UNAUTHENTICATED' ? null : (
          <ErrorNotice
            title={list.data ? 'The list may be out of date' : 'The activity could not be read'}
            message={error.message}
            traceId={error.traceId}
            onRetry={() => void list.refetch()}
          />
        )}
        {filters.run === '' || entries.length === 0 ? null : (
          <Card className="flex flex-wrap items-center justify-between gap-3 px-4 py-3 text-sm">
            What the agent changed in one turn.
            <Button
              size="sm"
              pending={pending === filters.run}
              disabled={pending !== null || entries.every((entry) => entry.undo !== 'possible')}
              onClick={() => {
                undoRun(filters.run);
              }}
            >
              Undo all of this turn
            </Button>
          </Card>
        )}
        <div
          ref={listArea}
          tabIndex={-1}
          role="group"
          aria-label="Entries"
          className="rounded-lg outline-hidden"
        >
          {list.isPending ? (
            <ActivitySkeleton />
          ) : entries.length > 0 ? (
            <div
              aria-busy={list.isPlaceholderData}
              className={clsx('transition-opacity', list.isPlaceholderData && 'opacity-60')}
            >
              <ActivityList
                entries={entries}
                names={names}
                today={today}
                timeZone={timeZone}
                pending={pending}
                onUndo={(id) => {
                  keepFocus();
                  undo(id);
                }}
                onUndoRun={undoRun}
                onShowTask={(task) => setFilters({ ...noFilters, task })}
                onShowRun={(run) => setFilters({ ...noFilters, run })}
              />
            </div>
          ) : list.data ? (
            <NoActivity narrowed={isNarrowed(filters)} onClear={clear} />
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
      {conflict === null ? null : (
        <UndoConflictDialog
          conflict={conflict}
          onClose={dismiss}
          onShowTask={(task) => {
            dismiss();
            setFilters({ ...noFilters, task });
          }}
        />
      )}
    </div>
  );
}

function countWords(total: number): string {
  if (total >= activityCountLimit) return `${activityCountLimit.toLocaleString('en')}+ entries`;
  return total === 1 ? '1 entry' : `${total} entries`;
}

function NoActivity({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  return (
    <Card>
      {narrowed ? (
        <EmptyState
          icon={<SearchX />}
          title="Nothing matches"
          action={<Button onClick={onClear}>Clear the filters</Button>}
        >
          Nothing fits all of these filters at once.
        </EmptyState>
      ) : (
        <EmptyState icon={<History />} title="Nothing has changed yet">
          Whatever you, the agent or a connected client change is listed here, and can be undone.
        </EmptyState>
      )}
    </Card>
  );
}

/** The filters, kept in the page's address. */
function useActivityFilters(): [ActivityFilters, (changed: Partial<ActivityFilters>) => void] {
  const path = usePathname();
  const address = useSearchParams();
  const filters = useMemo(() => ActivityFilters.parse(Object.fromEntries(address)), [address]);
  return [
    filters,
    (changed) => {
      const next = formatActivityFilters({ ...filters, ...changed });
      window.history.replaceState(null, '', path + next);
    },
  ];
}

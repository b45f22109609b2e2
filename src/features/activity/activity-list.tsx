'use client';

import type { ActivityEntry } from '#src/contracts/activity.ts';
import { Card } from '#src/ui/card.tsx';
import { relativeDate } from '#src/ui/relative-date.ts';
import { ActivityRow, type ActivityRowActions } from './activity-row.tsx';
import type { ClientNames } from './describe-entry.ts';

interface ActivityListProps extends ActivityRowActions {
  entries: readonly ActivityEntry[];
  names: ClientNames;
  today: string;
  timeZone: string;
  /** What is being undone. */
  pending: string | null;
}

/** Entries under the day on which they came, newest first. */
export function ActivityList({ entries, today, ...row }: ActivityListProps) {
  const days = Map.groupBy(entries, ({ at }) => dayOf(at, row.timeZone));
  return (
    <div className="flex flex-col gap-6">
      {[...days].map(([day, of]) => (
        <section key={day}>
          <h2 className="mb-2 px-1 text-[0.8125rem] font-semibold text-muted-foreground">
            {relativeDate(day, today)}
          </h2>
          <Card className="overflow-hidden">
            <ul aria-label={relativeDate(day, today)} className="divide-y divide-border">
              {of.map((entry) => (
                <ActivityRow key={entry.id} entry={entry} {...row} />
              ))}
            </ul>
          </Card>
        </section>
      ))}
    </div>
  );
}

function dayOf(at: string, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at));
}

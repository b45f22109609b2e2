import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { clientNames, listConnections } from '#src/auth/connections.ts';
import { identity } from '#src/auth/identity.ts';
import { ActivityFilters } from '#src/features/activity/activity-filters.ts';
import { activityListQuery } from '#src/features/activity/activity-list-query.ts';
import { ActivityPanel } from '#src/features/activity/activity-panel.tsx';
import { localToday } from '#src/ui/local-today.ts';
import { requestTimeZone } from '../../request-time-zone.ts';
import { requireSession } from '../../require-session.ts';
import { serverApi } from '../../server-api.ts';

export const metadata: Metadata = { title: 'Activity' };

export default async function ActivityPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [{ trpc, queryClient }, timeZone, address, names] = await Promise.all([
    serverApi(),
    requestTimeZone(),
    searchParams,
    namesOfClients(),
  ]);
  const filters = ActivityFilters.parse(address);
  await queryClient.prefetchInfiniteQuery(activityListQuery(trpc, filters, timeZone));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <ActivityPanel serverToday={localToday(timeZone)} serverTimeZone={timeZone} names={names} />
    </HydrationBoundary>
  );
}

/** Of the clients that have access, and of those whose changes are recent: they may have lost it. */
async function namesOfClients(): Promise<Record<string, string>> {
  const [{ userId }, { trpc, queryClient }] = await Promise.all([requireSession(), serverApi()]);
  const { database } = identity();
  const [connections, page] = await Promise.all([
    listConnections(database, userId),
    // Names are no reason for the page to fail.
    queryClient
      .fetchQuery(trpc.activity.list.queryOptions({ by: 'client', limit: 100 }))
      .catch(() => ({ items: [] })),
  ]);
  const seen = page.items.flatMap(({ clientId }) => clientId ?? []);
  return clientNames(database, [...connections.map(({ clientId }) => clientId), ...seen]);
}

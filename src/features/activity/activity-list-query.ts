import type { Trpc } from '#src/trpc-client/trpc.ts';
import { type ActivityFilters, toActivityInput } from './activity-filters.ts';

/** The pages of a filtered list. The server prefetches with the same options as the page reads. */
export function activityListQuery(trpc: Trpc, filters: ActivityFilters, timeZone: string) {
  return trpc.activity.list.infiniteQueryOptions(toActivityInput(filters, timeZone), {
    getNextPageParam: (page) => page.nextCursor,
  });
}

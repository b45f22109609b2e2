import type { Trpc } from '#src/trpc-client/trpc.ts';
import { type TaskFilters, toListInput } from './task-filters.ts';

/** The pages of a filtered list. The server prefetches with the same options as the page reads. */
export function taskListQuery(trpc: Trpc, filters: TaskFilters, today: string) {
  return trpc.tasks.list.infiniteQueryOptions(toListInput(filters, today), {
    getNextPageParam: (page) => page.nextCursor,
  });
}

import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { SignInAgain } from '#src/features/account/sign-in-again.tsx';
import { TaskFilters } from '#src/features/tasks/task-filters.ts';
import { taskListQuery } from '#src/features/tasks/task-list-query.ts';
import { TasksPanel } from '#src/features/tasks/tasks-panel.tsx';
import { requestToday } from '../../request-today.ts';
import { serverApi } from '../../server-api.ts';

export const metadata: Metadata = { title: 'Tasks' };

export default async function TasksPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [{ trpc, queryClient }, today, address] = await Promise.all([
    serverApi(),
    requestToday(),
    searchParams,
  ]);
  const filters = TaskFilters.parse(address);
  await queryClient.prefetchInfiniteQuery(taskListQuery(trpc, filters, today));
  return (
    <HydrationBoundary state={dehydrate(queryClient)}>
      <TasksPanel serverToday={today} signInAgain={<SignInAgain />} />
    </HydrationBoundary>
  );
}

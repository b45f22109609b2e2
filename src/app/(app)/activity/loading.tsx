import { ActivitySkeleton } from '#src/features/activity/activity-skeleton.tsx';
import { Skeleton } from '#src/ui/skeleton.tsx';

export default function ActivityLoading() {
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-6 pb-24 sm:px-8 sm:pt-10">
      <h1 className="mb-6 text-2xl font-semibold tracking-[-0.022em]">Activity</h1>
      <div className="flex flex-col gap-5">
        <Skeleton className="h-19 bg-muted" />
        <ActivitySkeleton />
      </div>
    </div>
  );
}

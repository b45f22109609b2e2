import { Skeleton } from '#src/ui/skeleton.tsx';

export default function ChatLoading() {
  return (
    <div
      role="status"
      aria-label="Loading the conversation"
      className="mx-auto flex h-full w-full max-w-3xl flex-col px-4 sm:px-6"
    >
      <div className="flex-1 space-y-7 pt-8">
        <Skeleton className="ml-auto h-11 w-2/3 rounded-xl sm:w-1/2" />
        <div className="space-y-2.5">
          <Skeleton className="h-4 w-11/12" />
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-28 w-full rounded-lg" />
        </div>
      </div>
      <Skeleton className="mb-10 h-13 w-full rounded-xl bg-muted" />
    </div>
  );
}

import { Card } from '#src/ui/card.tsx';
import { Skeleton } from '#src/ui/skeleton.tsx';

export default function ConnectionsLoading() {
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-6 pb-24 sm:px-8 sm:pt-10">
      <h1 className="mb-6 text-2xl font-semibold tracking-[-0.022em]">Connections</h1>
      <div className="flex flex-col gap-5">
        <Card className="h-28" />
        <Card className="flex flex-col gap-3 p-5">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-64" />
        </Card>
      </div>
    </div>
  );
}

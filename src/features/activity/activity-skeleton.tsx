import { Card } from '#src/ui/card.tsx';
import { Skeleton } from '#src/ui/skeleton.tsx';

const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3', 'w-1/3'];

/** As high as the rows that come. */
export function ActivitySkeleton() {
  return (
    <Card>
      <div role="status" aria-label="Loading activity">
        <ul aria-hidden className="divide-y divide-border">
          {widths.map((width, index) => (
            <li key={index} className="flex gap-3 py-3 pr-2 pl-4">
              <Skeleton className="mt-1 size-4 rounded-full" />
              <div className="flex-1">
                <Skeleton className={`my-1 h-4 ${width}`} />
                <Skeleton className="mt-2 mb-0.5 h-3 w-16" />
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}

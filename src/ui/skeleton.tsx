import { clsx } from 'clsx';

/** The place of something that is on its way. Size it like what comes. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={clsx('block animate-pulse rounded-sm bg-accent', className)} />
  );
}

import { LoaderCircle } from 'lucide-react';
import { clsx } from 'clsx';

/** Decorative: the element around it says what is under way. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={clsx('size-4 animate-spin', className)} />;
}

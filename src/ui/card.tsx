import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

/** A framed surface. */
export function Card({ className, ...rest }: ComponentProps<'div'>) {
  return (
    <div
      className={clsx('rounded-lg border border-border bg-card shadow-rest', className)}
      {...rest}
    />
  );
}

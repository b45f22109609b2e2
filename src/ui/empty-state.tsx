import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  /** What can be done here, and how to begin. */
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <div
        aria-hidden
        className="mb-4 flex size-11 items-center justify-center rounded-lg border border-border bg-card text-faint-foreground shadow-rest [&_svg]:size-5"
      >
        {icon}
      </div>
      <h2 className="text-[0.9375rem] font-semibold">{title}</h2>
      {children === undefined ? null : (
        <div className="mt-1.5 max-w-sm text-sm text-pretty text-muted-foreground">{children}</div>
      )}
      {action === undefined ? null : <div className="mt-5">{action}</div>}
    </div>
  );
}

import type { ReactNode } from 'react';

interface AuthHeadingProps {
  title: string;
  /** `status` where it took the place of a form, so that screen readers say it. */
  role?: 'status';
  children?: ReactNode;
}

/** The head of a page about signing in. */
export function AuthHeading({ title, role, children }: AuthHeadingProps) {
  return (
    <div role={role}>
      <h1 className="text-2xl font-semibold tracking-[-0.022em]">{title}</h1>
      {children === undefined ? null : (
        <p className="mt-1.5 mb-7 text-sm text-pretty text-muted-foreground">{children}</p>
      )}
    </div>
  );
}

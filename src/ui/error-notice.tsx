import { clsx } from 'clsx';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

interface ErrorNoticeProps {
  title?: string;
  /** Written for people. */
  message: string;
  /** Names the failure in the logs. */
  traceId?: string | undefined;
  onRetry?: () => void;
  /** A way on other than trying again. */
  action?: ReactNode;
  className?: string;
}

export function ErrorNotice({
  title,
  message,
  traceId,
  onRetry,
  action,
  className,
}: ErrorNoticeProps) {
  return (
    <div
      role="alert"
      className={clsx(
        'flex items-start gap-3 rounded-lg bg-destructive-soft px-4 py-3 text-sm text-foreground',
        className,
      )}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-destructive-text" />
      <div className="min-w-0 flex-1">
        {title === undefined ? null : <p className="font-medium">{title}</p>}
        <p className={clsx('wrap-anywhere', title !== undefined && 'text-muted-foreground')}>
          {message}
        </p>
        {traceId === undefined ? null : (
          <p className="mt-1 font-mono text-xs break-all text-muted-foreground">Trace {traceId}</p>
        )}
      </div>
      {onRetry === undefined ? null : (
        <Button size="sm" onClick={onRetry} className="-my-0.5">
          Try again
        </Button>
      )}
      {action}
    </div>
  );
}

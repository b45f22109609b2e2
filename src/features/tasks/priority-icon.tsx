import { clsx } from 'clsx';
import type { TaskPriority } from '#src/contracts/task.ts';

export const priorityLabels: Record<TaskPriority, string> = {
  none: 'No priority',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
};

const filled: Record<TaskPriority, number> = { none: 0, low: 1, medium: 2, high: 3 };

/** Three bars that rise with the priority; its colour never says anything alone. */
export function PriorityIcon({ priority }: { priority: TaskPriority }) {
  return (
    <svg
      viewBox="0 0 14 14"
      aria-hidden
      className={clsx(
        'size-3.5 shrink-0',
        priority === 'high' ? 'text-destructive' : 'text-muted-foreground',
      )}
    >
      {[0, 1, 2].map((bar) => (
        <rect
          key={bar}
          x={1 + bar * 4.5}
          y={8 - bar * 3}
          width="3"
          height={5 + bar * 3}
          rx="1"
          fill="currentColor"
          opacity={bar < filled[priority] ? 1 : 0.25}
        />
      ))}
    </svg>
  );
}

'use client';

import type { Task } from '#src/contracts/task.ts';
import { Card } from '#src/ui/card.tsx';
import { groupTasks } from './group-tasks.ts';
import { TaskRow } from './task-row.tsx';

interface TaskListProps {
  tasks: readonly Task[];
  today: string;
  /** Under headings by the time in which they are due. */
  grouped: boolean;
  onToggle: (task: Task) => void;
  onEdit: (task: Task) => void;
  onDelete: (task: Task) => void;
}

export function TaskList({ tasks, today, grouped, ...handlers }: TaskListProps) {
  const rows = (of: readonly Task[], label: string) => (
    <Card className="overflow-hidden">
      <ul aria-label={label} className="divide-y divide-border">
        {of.map((task) => (
          <TaskRow key={task.id} task={task} today={today} {...handlers} />
        ))}
      </ul>
    </Card>
  );
  if (!grouped) return rows(tasks, 'Tasks');
  return (
    <div className="flex flex-col gap-6">
      {groupTasks(tasks, today).map((group) => (
        <section key={group.label}>
          <h2 className="mb-2 flex items-baseline gap-2 px-1 text-[0.8125rem] font-semibold text-muted-foreground">
            {group.label}
            <span className="font-normal text-faint-foreground tabular-nums">
              {group.tasks.length}
            </span>
          </h2>
          {rows(group.tasks, group.label)}
        </section>
      ))}
    </div>
  );
}

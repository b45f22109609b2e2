import type { Task } from '#src/contracts/task.ts';
import { daysBetween } from '#src/ui/relative-date.ts';

export interface TaskGroup {
  label: string;
  tasks: Task[];
}

const labels = ['Overdue', 'Today', 'Next 7 days', 'Later', 'No date'];

/** Tasks under the time in which they are due, soonest first; empty groups are left out. */
export function groupTasks(tasks: readonly Task[], today: string): TaskGroup[] {
  const groups = labels.map((label): TaskGroup => ({ label, tasks: [] }));
  for (const task of tasks) groups[groupOf(task, today)]?.tasks.push(task);
  return groups.filter((group) => group.tasks.length > 0);
}

function groupOf({ dueOn }: Task, today: string): number {
  if (dueOn === null) return 4;
  const days = daysBetween(today, dueOn);
  if (days < 0) return 0;
  if (days === 0) return 1;
  return days <= 7 ? 2 : 3;
}

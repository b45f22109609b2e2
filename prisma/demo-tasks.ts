import type { TaskPriority, TaskStatus } from '#src/contracts/task.ts';

export const demoEmail = 'demo@throughline.local';

type DemoTask = {
  title: string;
  notes?: string;
  priority?: TaskPriority;
  /** Days from today; negative ones are past. */
  dueIn?: number;
  tags?: string[];
  /** Days ago. */
  doneAgo?: number;
};

type DemoTaskRow = {
  title: string;
  notes: string;
  status: TaskStatus;
  priority: TaskPriority;
  dueOn: Date | null;
  tags: string[];
  position: string;
  completedAt: Date | null;
};

const dayMs = 86_400_000;

/** A dozen tasks of one busy person, with due dates around `today`. */
export function demoTasks(today: Date): DemoTaskRow[] {
  return tasks.map((task, at) => ({
    title: task.title,
    notes: task.notes ?? '',
    status: task.doneAgo === undefined ? 'open' : 'done',
    priority: task.priority ?? 'none',
    dueOn: task.dueIn === undefined ? null : calendarDate(today, task.dueIn),
    tags: task.tags ?? [],
    // Fractional indexes that begin "a" hold one more digit, in the order of bytes.
    position: `a${digits[at]}`,
    completedAt:
      task.doneAgo === undefined ? null : new Date(today.getTime() - task.doneAgo * dayMs),
  }));
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function calendarDate(today: Date, daysAhead: number): Date {
  return new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() + daysAhead));
}

const tasks: DemoTask[] = [
  {
    title: 'Send the quarterly figures to Amira',
    notes: 'She needs revenue by region, and the churn table from last time with the new month.',
    priority: 'high',
    dueIn: 0,
    tags: ['work', 'finance'],
  },
  { title: 'Call the dentist back', priority: 'medium', dueIn: 0, tags: ['health'] },
  {
    title: 'Review the draft of the partner agreement',
    notes: 'Look closely at clause 7: the notice period should be 60 days, not 30.',
    priority: 'high',
    dueIn: 1,
    tags: ['work', 'legal'],
  },
  { title: 'Water the plants in the office', dueIn: 1, tags: ['work'] },
  {
    title: 'Book the train to Lyon',
    notes: 'Out on the Thursday evening, back on Sunday. A window seat if there is one.',
    priority: 'medium',
    dueIn: 3,
    tags: ['travel'],
  },
  {
    title: 'Prepare the agenda for the planning day',
    notes: 'Three blocks: what we learned, what we stop, what we start.',
    priority: 'medium',
    dueIn: 4,
    tags: ['work'],
  },
  { title: 'Renew the library card', priority: 'low', dueIn: -2, tags: ['errands'] },
  { title: 'Find a birthday present for Noor', priority: 'medium', dueIn: 6, tags: ['family'] },
  {
    title: 'Compare electricity tariffs',
    notes: 'The contract ends in two months; the meter reading is in the drawer.',
    priority: 'low',
    dueIn: 12,
    tags: ['home', 'finance'],
  },
  { title: 'Read “The Art of Doing Science and Engineering”', tags: ['reading'] },
  { title: 'Pay the invoice for the bicycle repair', priority: 'high', dueIn: -1, doneAgo: 1 },
  { title: 'Order printer paper', dueIn: -3, tags: ['work', 'errands'], doneAgo: 3 },
];

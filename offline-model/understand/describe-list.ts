import { formatTaskCount } from '#src/contracts/tools/list-tasks.ts';
import { daysBetween } from './calendar.ts';
import { humanDate, longDate } from './human-date.ts';
import type { TaskFilter } from './intention.ts';
import { countOf, escaped, numbered, taskLine } from './markdown.ts';
import type { Outcome } from './outcome.ts';
import type { TaskSeen } from './task-seen.ts';

type Listed = Extract<Outcome, { kind: 'listed' }>;
type Summarised = Extract<Outcome, { kind: 'summarised' }>;

/** "You have 2 open tasks due tomorrow:" and the tasks, numbered. */
export function describeList(
  { page, filter, countOnly, following }: Listed,
  today: string,
): string {
  const { items, total } = page;
  if (following) {
    const rest =
      page.nextCursor === null ? 'That is all of them.' : 'There are more: say *show more*.';
    return `Here are the next ${countOf(items.length)}:\n\n${list(items, today)}\n\n${rest}`;
  }
  const kind = kindOf(filter);
  const where = whereOf(filter, today);
  const count =
    total === 1 ? `1 ${kind}task` : `${total === 0 ? 'no' : formatTaskCount(total)} ${kind}tasks`;
  if (page.cut) {
    const first = `Here are the first ${countOf(items.length, `${kind}task`)}${where}`;
    return `${first}:\n\n${list(items, today)}\n\nThere are more than fit in one answer.`;
  }
  const heading = `You have ${count}${where}`;
  if (total === 0 || countOnly) return `${heading}.`;
  const rest =
    total > items.length
      ? `\n\nThese are the first ${items.length}: say *show more* for the next.`
      : '';
  return `${heading}:\n\n${list(items, today)}${rest}`;
}

/** The day or the week at a glance: late, due, and what comes next. */
export function describeSummary({ period, due, next }: Summarised, today: string): string {
  const late = due.items.filter(
    (task) => task.dueOn !== null && daysBetween(task.dueOn, today) > 0,
  );
  const now = due.items.filter((task) => !late.includes(task));
  const span = period === 'today' ? 'today' : 'this week';
  const opening = `It is ${longDate(today, today)}. `;
  const count =
    now.length === 0 ? `Nothing is due ${span}` : `You have ${countOf(now.length)} due ${span}`;
  const lateCount =
    late.length === 0 ? '.' : `${now.length === 0 ? ', but' : ' and'} ${late.length} overdue.`;
  const sections = [`${opening}${count}${lateCount}`];
  let place = 1;
  for (const [heading, tasks] of [
    ['Overdue', late],
    [period === 'today' ? 'Due today' : 'Due this week', now],
    ['Coming up', next.items],
  ] satisfies [string, TaskSeen[]][]) {
    if (tasks.length === 0) continue;
    sections.push(`### ${heading}`, list(tasks, today, place));
    place += tasks.length;
  }
  if (due.total > due.items.length)
    sections.push(`${due.total - due.items.length} more are due; *list overdue tasks* shows them.`);
  if (place === 1) sections.push('Enjoy the free time, or tell me what to add.');
  return sections.join('\n\n');
}

function list(tasks: readonly TaskSeen[], today: string, first = 1): string {
  return numbered(
    tasks.map((task) => taskLine(task, today)),
    first,
  );
}

function kindOf({ status, priority }: TaskFilter): string {
  const level =
    priority === undefined ? '' : priority === 'none' ? 'unprioritised ' : `${priority}-priority `;
  return `${status === undefined ? '' : `${status} `}${level}`;
}

function whereOf(filter: TaskFilter, today: string): string {
  const words: string[] = [];
  const { dueAfter: from, dueBefore: to } = filter;
  if (from !== undefined && from === to) words.push(`due ${humanDate(from, today)}`);
  else if (from !== undefined && to !== undefined)
    words.push(`due from ${humanDate(from, today)} to ${humanDate(to, today)}`);
  else if (from !== undefined) words.push(`due from ${humanDate(from, today)} on`);
  else if (to !== undefined)
    words.push(daysBetween(to, today) === 1 ? 'overdue' : `due by ${humanDate(to, today)}`);
  if (filter.tag !== undefined) words.push(`tagged \\#${escaped(filter.tag)}`);
  if (filter.query !== undefined) words.push(`about “${escaped(filter.query)}”`);
  return words.length > 0 ? ` ${words.join(', ')}` : '';
}

import { daysBetween } from './calendar.ts';
import { humanDate } from './human-date.ts';
import type { TaskSeen } from './task-seen.ts';

/** A title as bold text that cannot turn into links, HTML or other markup: titles are data. */
export function bold(title: string): string {
  return `**${escaped(title)}**`;
}

export function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&');
}

/** "**Buy milk** · due tomorrow · high priority · #home" */
export function taskLine(task: TaskSeen, today: string): string {
  return [bold(task.title), ...factsOf(task, today)].join(' · ');
}

/** What a task's title does not say: ["due tomorrow", "high priority", "#home"]. */
export function factsOf(task: TaskSeen, today: string): string[] {
  const facts: string[] = [];
  if (task.status === 'done') facts.push('done');
  if (task.dueOn !== null) facts.push(dueFact(task, task.dueOn, today));
  if (task.priority !== 'none') facts.push(`${task.priority} priority`);
  if (task.tags.length > 0) facts.push(task.tags.map((tag) => `\\#${escaped(tag)}`).join(' '));
  return facts;
}

function dueFact(task: TaskSeen, dueOn: string, today: string): string {
  const late = task.status === 'open' && daysBetween(dueOn, today) > 0;
  return late ? `overdue since ${humanDate(dueOn, today)}` : `due ${humanDate(dueOn, today)}`;
}

/** A numbered list, so that "the second one" means something; numbers go on from `first`. */
export function numbered(lines: readonly string[], first = 1): string {
  return lines.map((line, index) => `${index + first}. ${line}`).join('\n');
}

/** "1 task", "3 tasks", "no tasks". */
export function countOf(count: number, noun = 'task'): string {
  if (count === 0) return `no ${noun}s`;
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** "a, b and c" */
export function inWords(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

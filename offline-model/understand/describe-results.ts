import { describeList, describeSummary } from './describe-list.ts';
import { describeTalk } from './describe-talk.ts';
import { humanDate } from './human-date.ts';
import { bold, countOf, escaped, factsOf, inWords, numbered, taskLine } from './markdown.ts';
import type { Outcome, Verb } from './outcome.ts';
import { QUESTIONS } from './questions.ts';
import type { TaskSeen } from './task-seen.ts';

/** The reply: markdown that says what was really done, in the order it was asked for. */
export function describeResults(outcomes: readonly Outcome[], today: string): string {
  const blocks: string[] = [];
  const seen = new Set<Outcome['kind']>();
  for (const outcome of outcomes) {
    const grouped = GROUPED.find((kind) => kind === outcome.kind);
    if (grouped === undefined) {
      const text = describeOne(outcome, today);
      if (!blocks.includes(text)) blocks.push(text);
    } else if (!seen.has(grouped)) {
      seen.add(grouped);
      const tasks = outcomes.flatMap((each) =>
        each.kind === grouped && 'task' in each ? [each.task] : [],
      );
      blocks.push(describeGroup(grouped, tasks, today));
    }
  }
  return blocks.join('\n\n');
}

const GROUPED = ['added', 'completed', 'reopened', 'deleted'] as const;
type Grouped = (typeof GROUPED)[number];

function describeGroup(kind: Grouped, tasks: readonly TaskSeen[], today: string): string {
  const [task, ...others] = tasks;
  const line = (each: TaskSeen) =>
    kind === 'added' || kind === 'reopened' ? taskLine(each, today) : bold(each.title);
  if (!task) return '';
  if (others.length === 0) {
    const facts = kind === 'added' || kind === 'reopened' ? factsOf(task, today) : [];
    const name = [bold(task.title), ...facts].join(', ');
    if (kind === 'completed') return `Marked ${name} as done.`;
    return `${{ added: 'Added', reopened: 'Reopened', deleted: 'Deleted' }[kind]} ${name}.`;
  }
  const count = countOf(tasks.length);
  const heading = {
    added: `Added ${count}:`,
    completed: `Marked ${count} as done:`,
    reopened: `Reopened ${count}:`,
    deleted: `Deleted ${count}:`,
  }[kind];
  return `${heading}\n\n${numbered(tasks.map(line))}`;
}

function describeOne(outcome: Outcome, today: string): string {
  switch (outcome.kind) {
    case 'added':
    case 'completed':
    case 'reopened':
    case 'deleted':
      return describeGroup(outcome.kind, [outcome.task], today);
    case 'updated':
      return describeUpdate(outcome.before, outcome.task, today);
    case 'unchanged':
      return `${bold(outcome.task.title)} ${outcome.why}.`;
    case 'shown':
      return describeTask(outcome.task, today);
    case 'listed':
      return describeList(outcome, today);
    case 'summarised':
      return describeSummary(outcome, today);
    case 'failed':
      return `I could not ${DOING[outcome.verb]} ${subjectOf(outcome.subject)}: ${sentence(escaped(outcome.message))}`;
    case 'not-offered':
      return `I cannot ${DOING[outcome.verb]} tasks in this conversation: I was not given the tool for it.`;
    case 'not-found':
      return `I found no task called “${escaped(outcome.title)}”, so I changed nothing there.`.replace(
        outcome.verb === 'show' ? ', so I changed nothing there' : /$^/,
        '',
      );
    case 'none-match':
      return 'No task matches that, so there was nothing to do.';
    case 'which':
      return describeChoice(outcome, today);
    case 'confirm-delete': {
      const rest = outcome.total - outcome.tasks.length;
      const tail = rest > 0 ? `\n\n(${countOf(rest, 'more task')} would stay for now.)` : '';
      const list = numbered(outcome.tasks.map((task) => taskLine(task, today)));
      return `This would delete ${countOf(outcome.tasks.length)} for good:\n\n${list}${tail}\n\n${QUESTIONS['confirm-delete']}`;
    }
    case 'too-many':
      return `That would touch ${countOf(outcome.total)}, and I change at most 20 at once. Please narrow it down, for example by a tag or a due date.`;
    case 'no-more':
    case 'lost-track':
    case 'greeted':
    case 'helped':
    case 'thanked':
    case 'introduced':
    case 'dismissed':
    case 'title-missing':
    case 'refused':
    case 'not-understood':
      return describeTalk(outcome);
  }
}

const DOING: Record<Verb, string> = {
  add: 'add',
  list: 'list',
  complete: 'complete',
  reopen: 'reopen',
  delete: 'delete',
  show: 'show',
  update: 'change',
};

function subjectOf(subject: string): string {
  return /^(?:your|the next|those|that) tasks?$/.test(subject) ? subject : bold(subject);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function describeUpdate(before: TaskSeen, task: TaskSeen, today: string): string {
  const changes: string[] = [];
  if (task.dueOn !== before.dueOn)
    changes.push(task.dueOn === null ? 'no due date' : `due ${humanDate(task.dueOn, today)}`);
  if (task.priority !== before.priority)
    changes.push(task.priority === 'none' ? 'no priority' : `${task.priority} priority`);
  if (task.tags.join('\n') !== before.tags.join('\n')) {
    changes.push(
      task.tags.length === 0
        ? 'no tags'
        : `tagged ${task.tags.map((tag) => `\\#${escaped(tag)}`).join(' ')}`,
    );
  }
  if (task.notes !== before.notes) changes.push('with your note');
  const renamed =
    task.title === before.title ? '' : `Renamed ${bold(before.title)} to ${bold(task.title)}`;
  if (renamed !== '')
    return changes.length > 0 ? `${renamed}, now ${inWords(changes)}.` : `${renamed}.`;
  if (changes.length === 0) return `${bold(task.title)} was like that already.`;
  return `Updated ${bold(task.title)}: now ${inWords(changes)}.`;
}

function describeTask(task: TaskSeen, today: string): string {
  const facts = factsOf(task, today);
  const state = task.status === 'open' && facts.length === 0 ? ['open, with no due date'] : facts;
  const notes =
    task.notes.trim() === ''
      ? ''
      : `\n\n${task.notes
          .split('\n')
          .map((line) => `> ${escaped(line)}`)
          .join('\n')}`;
  return `${bold(task.title)}: ${state.join(', ')}.${notes}`;
}

function describeChoice(outcome: Extract<Outcome, { kind: 'which' }>, today: string): string {
  const { title, candidates, verb } = outcome;
  const only = candidates.length === 1;
  const heading =
    title === undefined
      ? 'I am not sure which task you mean. These come to mind:'
      : only
        ? `I found no task called “${escaped(title)}”. The closest is:`
        : `More than one task could be “${escaped(title)}”:`;
  return `${heading}\n\n${numbered(candidates.map((task) => taskLine(task, today)))}\n\n${QUESTIONS[verb]}`;
}

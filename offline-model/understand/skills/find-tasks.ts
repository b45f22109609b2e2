import type { Target, TargetedIntention } from '../intention.ts';
import { bestFits } from '../match-titles.ts';
import type { Outcome } from '../outcome.ts';
import { TaskPage, TaskSeen } from '../task-seen.ts';
import type { ToolResult } from '../tool-call.ts';
import { callOne, together, type Skill, type SkillContext } from './skill.ts';

type Verb = TargetedIntention['kind'];
/** The tasks that a target stands for as they are now, or why there are none to act on. */
export type Found = { tasks: TaskSeen[]; outcomes: Outcome[] };

/** Tasks changed in one go; more than that is better done by hand. */
const MANY = 20;
const SEARCHED = 50;

export function* findTasks(verb: Verb, target: Target, context: SkillContext): Skill<Found> {
  const { shownTitles, lastTitles } = context.conversation;
  switch (target.by) {
    case 'title':
      return yield* byTitle(verb, target.title, target.parts);
    case 'titles':
      return merged(yield* together(target.titles.map((each) => byTitle(verb, each, undefined))));
    case 'filter':
      return yield* byFilter(verb, target, context);
    case 'last-mentioned':
      if (lastTitles.length === 1) return yield* byTitles(verb, lastTitles, context);
      return yield* askAmong(verb, lastTitles, context);
    case 'all-shown':
      if (lastTitles.length > 0) return yield* byTitles(verb, lastTitles, context);
      return yield* askAmong(verb, shownTitles, context);
    case 'position': {
      const titles = target.positions.map((place) => shownTitles.at(place > 0 ? place - 1 : place));
      const known = titles.filter((title) => title !== undefined);
      if (known.length === titles.length) return yield* byTitles(verb, known, context);
      return yield* askAmong(verb, shownTitles, context);
    }
  }
}

/** Tasks that the person has seen: read again by id, so that we act on what is there now. */
function* byTitles(verb: Verb, titles: readonly string[], context: SkillContext): Skill<Found> {
  const found: Found = { tasks: [], outcomes: [] };
  const known = context.offers('get_task')
    ? titles.flatMap((title) => context.conversation.known.get(title) ?? [])
    : [];
  const results =
    known.length > 0 ? yield known.map(({ id }) => ({ name: 'get_task', arguments: { id } })) : [];
  for (const [index, task] of known.entries()) {
    const result = results[index];
    if (result) addTask(found, verb, task.title, result);
  }
  const others = titles.filter((each) => !known.some((task) => task.title === each));
  return merged([
    found,
    ...(yield* together(others.map((each) => byTitle(verb, each, undefined)))),
  ]);
}

function addTask(found: Found, verb: Verb, title: string, result: ToolResult): void {
  const task = result.ok ? TaskSeen.safeParse(result.data) : undefined;
  if (task?.success) found.tasks.push(task.data);
  else if (!result.ok && result.code === 'NOT_FOUND')
    found.outcomes.push({ kind: 'not-found', verb, title });
  else
    found.outcomes.push({
      kind: 'failed',
      verb,
      subject: title,
      message: result.ok ? UNREADABLE : result.message,
    });
}

/** One search by words; when that finds nothing, a look through all for near misses; then the parts. */
function* byTitle(verb: Verb, title: string, parts: readonly string[] | undefined): Skill<Found> {
  const searched = yield* search({ query: title.slice(0, 200), limit: MANY });
  if ('message' in searched) return failed(verb, title, searched.message);
  let choice = choose(verb, title, searched.items);
  // A rest of "A and B" that no single task is called is two names.
  if (choice.rank !== 0 && parts && parts.length > 1) {
    return merged(yield* together(parts.map((part) => byTitle(verb, part, undefined))));
  }
  if (choice.tasks.length === 0) {
    const status = wanted(verb);
    const all = yield* search({ ...(status ? { status } : {}), limit: SEARCHED });
    if ('message' in all) return failed(verb, title, all.message);
    choice = choose(verb, title, all.items);
  }
  const [task, ...others] = choice.tasks;
  if (!task) {
    // Found by its notes or tags only: not what the person named, but perhaps what they meant.
    const candidates = searched.items.slice(0, 5);
    if (candidates.length > 0) return only({ kind: 'which', verb, title, candidates });
    return only({ kind: 'not-found', verb, title });
  }
  const sure = others.length === 0 && (choice.rank < 3 || verb !== 'delete');
  return sure
    ? { tasks: [task], outcomes: [] }
    : only({ kind: 'which', verb, title, candidates: choice.tasks });
}

/** Among equally good fits, those in the state that the verb is for: one completes open tasks. */
function choose(
  verb: Verb,
  title: string,
  tasks: readonly TaskSeen[],
): { rank: number; tasks: TaskSeen[] } {
  const fits = bestFits(tasks, title);
  const status = wanted(verb) ?? 'open';
  const preferred = fits.tasks.filter((task) => task.status === status);
  return preferred.length > 0 ? { rank: fits.rank, tasks: preferred } : fits;
}

function wanted(verb: Verb): 'open' | 'done' | undefined {
  if (verb === 'complete') return 'open';
  return verb === 'reopen' ? 'done' : undefined;
}

function* byFilter(
  verb: Verb,
  target: Extract<Target, { by: 'filter' }>,
  context: SkillContext,
): Skill<Found> {
  const status = target.filter.status ?? wanted(verb);
  const filter = { ...target.filter, ...(status ? { status } : {}) };
  const page = yield* search({ ...filter, limit: MANY, timeZone: context.conversation.timeZone });
  if ('message' in page) return failed(verb, 'those tasks', page.message);
  if (page.items.length === 0) return only({ kind: 'none-match', verb });
  if (verb === 'delete')
    return only({ kind: 'confirm-delete', tasks: page.items, total: page.total });
  if (page.total > MANY) return only({ kind: 'too-many', verb, total: page.total });
  return { tasks: page.items, outcomes: [] };
}

function* askAmong(verb: Verb, titles: readonly string[], context: SkillContext): Skill<Found> {
  const known = titles.flatMap((title) => context.conversation.known.get(title) ?? []);
  if (known.length > 0) return only({ kind: 'which', verb, title: undefined, candidates: known });
  const status = wanted(verb) ?? 'open';
  const page = yield* search({ status, limit: MANY });
  if ('message' in page) return failed(verb, 'that task', page.message);
  if (page.items.length === 0) return only({ kind: 'none-match', verb });
  return only({ kind: 'which', verb, title: undefined, candidates: page.items });
}

const UNREADABLE = 'the answer could not be read';

export function* search(input: Record<string, unknown>): Skill<TaskPage | { message: string }> {
  const result = yield* callOne('list_tasks', input);
  if (!result.ok) return { message: result.message };
  const page = TaskPage.safeParse(result.data);
  return page.success ? page.data : { message: UNREADABLE };
}

/** Several finds as one, each task once. */
function merged(finds: readonly Found[]): Found {
  const tasks = new Map(finds.flatMap((each) => each.tasks).map((task) => [task.id, task]));
  return { tasks: [...tasks.values()], outcomes: finds.flatMap((each) => each.outcomes) };
}

function only(outcome: Outcome): Found {
  return { tasks: [], outcomes: [outcome] };
}

function failed(verb: Verb, subject: string, message: string): Found {
  return only({ kind: 'failed', verb, subject, message });
}

import { addDays, mondayOf } from '../calendar.ts';
import type { Intention, NewTask, TaskFilter } from '../intention.ts';
import { TaskPage, TaskSeen } from '../task-seen.ts';
import type { ToolResult } from '../tool-call.ts';
import { changeTasks } from './change-tasks.ts';
import { search } from './find-tasks.ts';
import { callOne, type Skill, type SkillContext } from './skill.ts';

const PAGE = 20;

/** The steps that carry out one intention. */
export function* carryOut(intention: Intention, context: SkillContext): Skill {
  switch (intention.kind) {
    case 'add':
      return yield* add(intention.task);
    case 'list':
      return yield* list(intention.filter, intention.countOnly ?? false, context);
    case 'more':
      return yield* more(context);
    case 'summarise':
      return yield* summarise(intention.period, context);
    case 'complete':
    case 'reopen':
    case 'delete':
    case 'show':
    case 'update':
      return yield* changeTasks(intention, context);
    case 'greet':
      return [{ kind: 'greeted' }];
    case 'help':
      return [{ kind: 'helped' }];
    case 'thank':
      return [{ kind: 'thanked' }];
    case 'introduce':
      return [{ kind: 'introduced' }];
    case 'dismiss':
      return [{ kind: 'dismissed' }];
    case 'ask-title':
      return [{ kind: 'title-missing' }];
    case 'refuse':
      return [{ kind: 'refused', reason: intention.reason }];
    case 'unknown':
      return [{ kind: 'not-understood', suggestedTitle: intention.suggestedTitle }];
  }
}

function* add(task: NewTask): Skill {
  const result = yield* callOne('add_task', task);
  const added = result.ok ? TaskSeen.safeParse(result.data) : undefined;
  if (added?.success) return [{ kind: 'added', task: added.data }];
  return [{ kind: 'failed', verb: 'add', subject: task.title, message: problem(result) }];
}

function* list(filter: TaskFilter, countOnly: boolean, context: SkillContext): Skill {
  const { timeZone } = context.conversation;
  const page = yield* search({ ...filter, limit: PAGE, timeZone });
  if ('message' in page)
    return [{ kind: 'failed', verb: 'list', subject: 'your tasks', message: page.message }];
  return [{ kind: 'listed', page, filter, countOnly, following: false }];
}

function* more(context: SkillContext): Skill {
  const request = context.conversation.nextPage;
  if (!request) return [{ kind: 'no-more' }];
  const result = yield* callOne(request.name, request.arguments);
  const page = result.ok ? TaskPage.safeParse(result.data) : undefined;
  if (page?.success)
    return [{ kind: 'listed', page: page.data, filter: {}, countOnly: false, following: true }];
  return [{ kind: 'failed', verb: 'list', subject: 'the next tasks', message: problem(result) }];
}

/** What is due (with all that is late), and what comes after it. */
function* summarise(period: 'today' | 'week', context: SkillContext): Skill {
  const { today, timeZone } = context.conversation;
  const end = period === 'today' ? today : addDays(mondayOf(today), 6);
  const common = { status: 'open', sort: 'dueOn', timeZone };
  const [due, next] = yield [
    { name: 'list_tasks', arguments: { ...common, dueBefore: end, limit: 50 } },
    {
      name: 'list_tasks',
      arguments: { ...common, dueAfter: addDays(end, 1), dueBefore: addDays(end, 7), limit: 5 },
    },
  ];
  const [duePage, nextPage] = [due, next].map((each) =>
    TaskPage.safeParse(each?.ok ? each.data : undefined),
  );
  if (duePage?.success && nextPage?.success) {
    return [{ kind: 'summarised', period, due: duePage.data, next: nextPage.data }];
  }
  const broken = [due, next].find((each) => each !== undefined && !each.ok);
  return [{ kind: 'failed', verb: 'list', subject: 'your tasks', message: problem(broken) }];
}

function problem(result: ToolResult | undefined): string {
  if (result && !result.ok) return result.message;
  return result ? 'the answer could not be read' : 'the tool did not answer';
}

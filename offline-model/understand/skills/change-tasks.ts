import { addDays } from '../calendar.ts';
import type { TargetedIntention, TaskChanges } from '../intention.ts';
import type { Outcome } from '../outcome.ts';
import { TaskSeen } from '../task-seen.ts';
import type { ToolRequest, ToolResult } from '../tool-call.ts';
import { findTasks } from './find-tasks.ts';
import { definedOnly, type Skill, type SkillContext } from './skill.ts';

const DONE = { complete: 'completed', reopen: 'reopened', delete: 'deleted' } as const;
const TOOL = {
  complete: 'complete_task',
  reopen: 'reopen_task',
  delete: 'delete_task',
  update: 'update_task',
} as const;

/** Completes, reopens, deletes, shows or changes the tasks that an intention means. */
export function* changeTasks(intention: TargetedIntention, context: SkillContext): Skill {
  const verb = intention.kind;
  const tool = verb === 'show' ? undefined : TOOL[verb];
  if (tool && !context.offers(tool)) return [{ kind: 'not-offered', verb }];
  const { tasks, outcomes } = yield* findTasks(verb, intention.target, context);
  if (verb === 'show')
    return [...outcomes, ...tasks.map((task): Outcome => ({ kind: 'shown', task }))];
  if (
    verb === 'delete' &&
    tasks.length > 1 &&
    !intention.confirmed &&
    intention.target.by === 'all-shown'
  ) {
    return [...outcomes, { kind: 'confirm-delete', tasks, total: tasks.length }];
  }
  const unchanged = tasks.flatMap((task) => alreadySo(verb, task));
  const work = tasks.filter((task) => alreadySo(verb, task).length === 0);
  const requests = work.map((task) => requestFor(intention, task, context.conversation.today));
  const results = requests.length > 0 ? yield requests : [];
  const done = work.map((task, index) => outcomeOf(verb, task, results[index]));
  return [...outcomes, ...unchanged, ...done];
}

function alreadySo(verb: TargetedIntention['kind'], task: TaskSeen): Outcome[] {
  if (verb === 'complete' && task.status === 'done')
    return [{ kind: 'unchanged', task, why: 'is already done' }];
  if (verb === 'reopen' && task.status === 'open')
    return [{ kind: 'unchanged', task, why: 'is already open' }];
  return [];
}

function requestFor(intention: TargetedIntention, task: TaskSeen, today: string): ToolRequest {
  const { id, version } = task;
  if (intention.kind === 'update') {
    return {
      name: TOOL.update,
      arguments: { id, version, ...fieldsFor(intention.changes, task, today) },
    };
  }
  const name = intention.kind === 'show' ? 'get_task' : TOOL[intention.kind];
  return { name, arguments: { id, version } };
}

function fieldsFor(changes: TaskChanges, task: TaskSeen, today: string): Record<string, unknown> {
  const { title, priority, shiftDays, addTags, removeTags, addNote } = changes;
  const dueOn = shiftDays === undefined ? changes.dueOn : addDays(task.dueOn ?? today, shiftDays);
  const kept = task.tags.filter((tag) => !holds(removeTags ?? [], tag));
  const tags = [...kept, ...(addTags ?? []).filter((tag) => !holds(kept, tag))];
  const notes =
    addNote === undefined
      ? undefined
      : [task.notes, addNote].filter((each) => each !== '').join('\n');
  return definedOnly({
    title,
    priority,
    dueOn,
    notes,
    tags: (addTags ?? removeTags) ? tags : undefined,
  });
}

function holds(tags: readonly string[], tag: string): boolean {
  return tags.some((each) => each.toLowerCase() === tag.toLowerCase());
}

function outcomeOf(
  verb: Exclude<TargetedIntention['kind'], 'show'>,
  before: TaskSeen,
  result: ToolResult | undefined,
): Outcome {
  if (!result?.ok) {
    const message = result?.message ?? 'the tool did not answer';
    return { kind: 'failed', verb, subject: before.title, message };
  }
  const parsed = TaskSeen.safeParse(result.data);
  const task = parsed.success ? parsed.data : before;
  return verb === 'update' ? { kind: 'updated', before, task } : { kind: DONE[verb], task };
}

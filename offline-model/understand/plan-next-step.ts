import type { Intention, TargetedIntention } from './intention.ts';
import type { Outcome, Verb } from './outcome.ts';
import type { Conversation } from './read-conversation.ts';
import { carryOut } from './skills/carry-out.ts';
import { together, type Skill, type SkillContext } from './skills/skill.ts';
import type { TaskSeen } from './task-seen.ts';
import type { ToolRequest } from './tool-call.ts';

export type NextStep =
  { kind: 'call'; requests: ToolRequest[] } | { kind: 'reply'; outcomes: Outcome[] };

/** Agents stop a model that goes on for long: better to end with what was done. */
const MOST_ROUNDS = 7;
const MOST_CALLS = 20;

/**
 * What to do next. A model has no memory but the conversation, so the whole turn is replayed every
 * time: each skill runs from its start and is handed the results that are there already, in the
 * order in which the calls were asked for; the first calls without a result are the next step.
 */
export function planNextStep(
  intentions: readonly Intention[],
  conversation: Conversation,
  offers: (tool: string) => boolean,
): NextStep {
  const made = [...conversation.calls];
  const outcomes: Outcome[] = [];
  for (const stage of stagesOf(intentions)) {
    const context: SkillContext = { conversation: withMentioned(conversation, outcomes), offers };
    const skill = together(stage.map((intention) => withinOffer(intention, context)));
    let next = skill.next([]);
    while (!next.done) {
      const requests = next.value;
      const answered = made.splice(0, requests.length);
      // Calls that this model did not ask for: end the turn rather than act on a guess.
      if (answered.some((call, index) => call.name !== requests[index]?.name)) {
        return { kind: 'reply', outcomes: [...outcomes, { kind: 'lost-track' }] };
      }
      const missing = requests.slice(answered.length);
      if (missing.length > 0 && conversation.rounds < MOST_ROUNDS) {
        return { kind: 'call', requests: missing.slice(0, MOST_CALLS) };
      }
      if (missing.length > 0)
        return { kind: 'reply', outcomes: [...outcomes, { kind: 'lost-track' }] };
      next = skill.next(answered.map((call) => call.result));
    }
    outcomes.push(...next.value.flat());
  }
  return { kind: 'reply', outcomes };
}

/** A skill that ends where it would need a tool that was not offered. */
function* withinOffer(intention: Intention, { conversation, offers }: SkillContext): Skill {
  const skill = carryOut(intention, { conversation, offers });
  let next = skill.next([]);
  while (!next.done) {
    if (!next.value.every((request) => offers(request.name))) {
      return [{ kind: 'not-offered', verb: verbOf(intention) }];
    }
    next = skill.next(yield next.value);
  }
  return next.value;
}

/** "complete buy milk and rename it": after a change, "it" is the task of that change. */
function withMentioned(conversation: Conversation, outcomes: readonly Outcome[]): Conversation {
  const tasks = outcomes.flatMap((outcome): TaskSeen[] =>
    'task' in outcome ? [outcome.task] : [],
  );
  if (tasks.length === 0) return conversation;
  const known = new Map([
    ...conversation.known,
    ...tasks.map((task) => [task.title, task] as const),
  ]);
  return { ...conversation, known, lastTitles: tasks.map((task) => task.title) };
}

/**
 * Intentions that do not touch each other go together. Reading waits for the changes before it, and
 * a second change to one task waits for the first, so that it reads the version the first left.
 */
function stagesOf(intentions: readonly Intention[]): Intention[][] {
  const stages: Intention[][] = [];
  for (const intention of intentions) {
    const stage = stages.at(-1);
    if (stage?.every((other) => independent(other, intention))) stage.push(intention);
    else stages.push([intention]);
  }
  return stages;
}

function independent(one: Intention, other: Intention): boolean {
  if (isReading(one) !== isReading(other)) return false;
  if (!isTargeted(other)) return true;
  if (other.target.by === 'last-mentioned' || other.target.by === 'all-shown') return false;
  if (isTargeted(one)) return key(one.target) !== key(other.target);
  return (
    one.kind !== 'add' ||
    other.target.by !== 'title' ||
    key(one.task.title) !== key(other.target.title)
  );
}

function isTargeted(intention: Intention): intention is TargetedIntention {
  return 'target' in intention;
}

function key(value: unknown): string {
  return JSON.stringify(value).toLowerCase();
}

function isReading(intention: Intention): boolean {
  return ['list', 'summarise', 'more', 'show'].includes(intention.kind);
}

function verbOf(intention: Intention): Verb {
  if (isTargeted(intention)) return intention.kind;
  return intention.kind === 'add' ? 'add' : 'list';
}

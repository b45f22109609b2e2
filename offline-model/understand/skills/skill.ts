import type { Conversation } from '../read-conversation.ts';
import type { Outcome } from '../outcome.ts';
import type { ToolRequest, ToolResult } from '../tool-call.ts';

/**
 * One intention being carried out: yields the calls it wants made together, is handed their
 * results in the same order, and returns what came of it.
 */
export type Skill<Return = Outcome[]> = Generator<ToolRequest[], Return, ToolResult[]>;

export type SkillContext = { conversation: Conversation; offers: (tool: string) => boolean };

/** Makes one call inside a skill. */
export function* callOne(name: string, input: Record<string, unknown>): Skill<ToolResult> {
  const [result] = yield [{ name, arguments: definedOnly(input) }];
  return result ?? { ok: false, code: 'NO_ANSWER', message: 'the tool did not answer' };
}

export function definedOnly(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

/** Runs skills side by side: their calls of one round are made together. */
export function* together<Return>(skills: readonly Skill<Return>[]): Skill<Return[]> {
  const states = skills.map((skill) => ({ skill, next: skill.next([]) }));
  for (;;) {
    const waiting = states.filter((state) => !state.next.done);
    if (waiting.length === 0) break;
    const wanted = waiting.map((state) => (state.next.done ? [] : state.next.value));
    const results = yield wanted.flat();
    let from = 0;
    for (const [index, state] of waiting.entries()) {
      const count = wanted[index]?.length ?? 0;
      state.next = state.skill.next(results.slice(from, from + count));
      from += count;
    }
  }
  return states.flatMap((state) => (state.next.done ? [state.next.value] : []));
}

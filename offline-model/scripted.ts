import { z } from 'zod';
import { textOf, type ChatRequest } from './chat-request.ts';
import { Fault } from './fault.ts';
import { splitText, type Completion } from './stream-completion.ts';

/** One answer of the script. A string as arguments is sent as it is, so that it can be nonsense. */
export const Answer = z.strictObject({
  /** Only a request whose last user message holds this takes the answer: lets runs go on side by side. */
  match: z.string().min(1).optional(),
  text: z.string().optional(),
  chunks: z.array(z.string()).optional(),
  toolCalls: z
    .array(
      z.strictObject({
        name: z.string(),
        arguments: z.union([z.string(), z.record(z.string(), z.unknown())]),
      }),
    )
    .optional(),
  chunkDelayMs: z.number().nonnegative().optional(),
  firstDelayMs: z.number().nonnegative().optional(),
  fault: Fault.optional(),
});
export type Answer = z.infer<typeof Answer>;

export const Script = z.strictObject({ answers: z.array(Answer) });
export type Script = z.infer<typeof Script>;

export type ScriptedAnswers = {
  replace: (answers: readonly Answer[]) => void;
  /** As if no script had ever been given. */
  clear: () => void;
  /** The next answer, or undefined as long as no script was ever given. */
  take: (request: ChatRequest) => Completion | undefined;
  requests: () => readonly unknown[];
};

/** The queue that tests fill: first in, first out among the answers that a request may take. */
export function scriptedAnswers(): ScriptedAnswers {
  let queue: Answer[] | undefined;
  let seen: unknown[] = [];
  return {
    replace: (answers) => {
      queue = [...answers];
      seen = [];
    },
    clear: () => {
      queue = undefined;
    },
    take: (request) => {
      seen.push(request);
      if (queue === undefined) return undefined;
      const asked = textOf(request.messages.findLast((each) => each.role === 'user')?.content);
      const index = queue.findIndex(({ match }) => match === undefined || asked.includes(match));
      const [answer] = index < 0 ? [] : queue.splice(index, 1);
      return toCompletion(answer ?? { text: '(script ended)' });
    },
    requests: () => seen,
  };
}

function toCompletion(answer: Answer): Completion {
  return {
    pieces: answer.chunks ?? splitText(answer.text ?? ''),
    toolCalls: (answer.toolCalls ?? []).map((call) => ({
      name: call.name,
      arguments:
        typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
    })),
    firstDelayMs: answer.firstDelayMs ?? 0,
    chunkDelayMs: answer.chunkDelayMs ?? 0,
    fault: answer.fault,
  };
}

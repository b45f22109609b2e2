import type { Message } from '#src/contracts/chat.ts';
import { textOf } from './answer-blocks.ts';

/** What to send again when the conversation ends in an answer that failed; else null. */
export function retryText(messages: readonly Message[]): string | null {
  if (messages.at(-1)?.run?.status !== 'failed') return null;
  const question = messages.findLast((message) => message.role === 'user');
  return question ? textOf(question.parts) : null;
}

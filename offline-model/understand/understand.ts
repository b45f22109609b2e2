import type { ChatMessage } from '../chat-request.ts';
import { describeResults } from './describe-results.ts';
import { parseIntentions } from './parse-intentions.ts';
import { planNextStep } from './plan-next-step.ts';
import { readConversation } from './read-conversation.ts';
import type { ToolRequest } from './tool-call.ts';

/** Either tools to call, all at once, or the text that ends the turn. */
export type Understanding = { toolCalls: ToolRequest[] } | { text: string };

/**
 * The offline model itself: a pure function of the conversation, the names of the offered tools and
 * the time (used only when no system message says "Today is YYYY-MM-DD (weekday) in <zone>.").
 */
export function understand(
  messages: readonly ChatMessage[],
  offeredTools: readonly string[],
  now: Date,
): Understanding {
  const conversation = readConversation(messages, now);
  const intentions = parseIntentions(conversation.userText, conversation, conversation.before);
  const step = planNextStep(intentions, conversation, (tool) => offeredTools.includes(tool));
  if (step.kind === 'call') return { toolCalls: step.requests };
  return { text: describeResults(step.outcomes, conversation.today) };
}

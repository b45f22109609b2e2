import type { Actor } from '#src/contracts/actor.ts';
import type { ChatRegenerate, ChatSent } from '#src/contracts/chat.ts';
import { type AnswerServices, beginAnswer } from './begin-answer.ts';
import { holdConversation, noSuchMessage } from './hold-conversation.ts';
import type { BoundTools } from './mcp-client.ts';

/**
 * Asks the question of an answer once more; the answer stays beside the new one.
 * @throws AppError NOT_FOUND for an unknown conversation or answer, CONFLICT while the conversation is
 * being answered; and what `beginAnswer` throws
 */
export function regenerateAnswer(
  services: AnswerServices,
  actor: Actor,
  tools: BoundTools,
  { conversationId, messageId, variant, timeZone }: ChatRegenerate,
): Promise<ChatSent> {
  return beginAnswer(services, actor, tools, {
    conversationId,
    variant,
    timeZone,
    question: async (transaction) => {
      const messages = await holdConversation(transaction, actor, conversationId);
      const answer = messages.find(({ id, role }) => id === messageId && role === 'assistant');
      if (!answer?.parentId) throw noSuchMessage();
      return answer.parentId;
    },
  });
}

import type { Actor } from '#src/contracts/actor.ts';
import type { ChatSend, ChatSent } from '#src/contracts/chat.ts';
import { createConversation } from '#src/db/repositories/conversation.ts';
import { createMessage } from '#src/db/repositories/message.ts';
import type { ActorTransaction } from '#src/db/with-actor.ts';
import { newId } from '#src/platform/new-id.ts';
import { type AnswerServices, beginAnswer } from './begin-answer.ts';
import { holdConversation, noSuchMessage } from './hold-conversation.ts';
import type { BoundTools } from './mcp-client.ts';
import { titleOf } from './title-of.ts';

/**
 * Asks a question, in a new conversation or after a message of one.
 * @throws AppError NOT_FOUND for an unknown conversation or parent, CONFLICT while the conversation
 * is being answered; and what `beginAnswer` throws
 */
export function sendMessage(
  services: AnswerServices,
  actor: Actor,
  tools: BoundTools,
  input: ChatSend,
): Promise<ChatSent> {
  const id = newId();
  const { text, variant, timeZone, conversationId = newId() } = input;
  return beginAnswer(services, actor, tools, {
    conversationId,
    variant,
    timeZone,
    question: async (transaction) => {
      const parentId = await (input.conversationId === undefined
        ? beginConversation(transaction, actor, conversationId, input)
        : continueConversation(transaction, actor, conversationId, input));
      const parts = [{ type: 'text' as const, text }];
      await createMessage(transaction, actor, {
        id,
        conversationId,
        parentId,
        role: 'user',
        parts,
      });
      return id;
    },
  });
}

async function beginConversation(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
  { text, parentId = null }: ChatSend,
): Promise<null> {
  if (parentId !== null) throw noSuchMessage();
  await createConversation(transaction, actor, { id, title: titleOf(text) });
  return null;
}

/** The message that the new one comes after. */
async function continueConversation(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
  { parentId }: ChatSend,
): Promise<string | null> {
  const messages = await holdConversation(transaction, actor, id);
  if (parentId === undefined) return messages.at(-1)?.id ?? null;
  if (parentId !== null && !messages.some((message) => message.id === parentId)) {
    throw noSuchMessage();
  }
  return parentId;
}

import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { Message } from '#src/contracts/chat.ts';
import { lockConversation, touchConversation } from '#src/db/repositories/conversation.ts';
import { listMessages } from '#src/db/repositories/message.ts';
import { listRunningRuns } from '#src/db/repositories/run.ts';
import type { ActorTransaction } from '#src/db/with-actor.ts';

/**
 * Keeps the conversation for one more answer, until the transaction ends.
 * @returns its messages, oldest first
 * @throws AppError NOT_FOUND; CONFLICT while it is being answered
 */
export async function holdConversation(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Message[]> {
  if (!(await lockConversation(transaction, actor, id))) {
    throw new AppError('NOT_FOUND', 'There is no such conversation.');
  }
  const running = await listRunningRuns(transaction, actor, id);
  if (running.length > 0) {
    throw new AppError('CONFLICT', 'The last message is still being answered.');
  }
  await touchConversation(transaction, actor, id);
  return listMessages(transaction, actor, id);
}

export function noSuchMessage(): AppError {
  return new AppError('NOT_FOUND', 'There is no such message.');
}

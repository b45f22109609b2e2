import type { Actor } from '#src/contracts/actor.ts';
import type { Conversation } from '#src/contracts/chat.ts';
import type { Conversation as ConversationRow } from '../generated/client.ts';
import type { ActorTransaction } from '../with-actor.ts';

/** Where a page of conversations ends; the next begins after it. */
export interface ConversationPosition {
  updatedAt: Date;
  id: string;
}

export async function createConversation(
  transaction: ActorTransaction,
  actor: Actor,
  { id, title }: { id: string; title: string },
): Promise<void> {
  await transaction.conversation.create({ data: { userId: actor.userId, id, title } });
}

/** Locks the conversation until the transaction ends, so that two writers take turns. */
export async function lockConversation(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<boolean> {
  const rows = await transaction.$queryRaw<unknown[]>`
    SELECT 1 FROM agent.conversations
    WHERE user_id = ${actor.userId} AND id = ${id}::uuid FOR UPDATE`;
  return rows.length > 0;
}

export async function findConversation(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Conversation | null> {
  const row = await transaction.conversation.findUnique({
    where: { userId_id: { userId: actor.userId, id } },
  });
  return row && toConversation(row);
}

/** Newest change first; at most `limit` of them, after the position given. */
export async function listConversationsAfter(
  transaction: ActorTransaction,
  actor: Actor,
  { after, limit }: { after: ConversationPosition | null; limit: number },
): Promise<Conversation[]> {
  const rows = await transaction.conversation.findMany({
    where: {
      userId: actor.userId,
      ...(after && {
        OR: [
          { updatedAt: { lt: after.updatedAt } },
          { updatedAt: after.updatedAt, id: { lt: after.id } },
        ],
      }),
    },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(toConversation);
}

/** Moves the conversation to the top of the list. */
export async function touchConversation(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<void> {
  await transaction.conversation.updateMany({
    where: { userId: actor.userId, id },
    data: { updatedAt: new Date() },
  });
}

export async function renameConversationRow(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
  title: string,
): Promise<void> {
  await transaction.conversation.updateMany({
    where: { userId: actor.userId, id },
    data: { title },
  });
}

/** Its messages, runs and events go with it. */
export async function deleteConversationRow(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<void> {
  await transaction.conversation.deleteMany({ where: { userId: actor.userId, id } });
}

function toConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    title: row.title,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

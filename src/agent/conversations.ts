import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import {
  type ChatDetail,
  type ChatList,
  type ChatPage,
  type Conversation,
  ConversationId,
} from '#src/contracts/chat.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import {
  deleteConversationRow,
  findConversation,
  listConversationsAfter,
  renameConversationRow,
} from '#src/db/repositories/conversation.ts';
import { listMessages } from '#src/db/repositories/message.ts';
import { listRunningRuns, notifyRunStopped } from '#src/db/repositories/run.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';

const defaultLimit = 30;
/** PostgreSQL has no year 0. */
const Time = z.iso.datetime().refine((time) => !time.startsWith('0000'));
const Cursor = z.tuple([Time, ConversationId]);

/** The actor's conversations, the one with the newest message first. */
export function listConversations(
  db: TenantDatabase,
  actor: Actor,
  { cursor, limit = defaultLimit }: z.infer<typeof ChatList>,
): Promise<ChatPage> {
  const after = cursor === undefined ? null : readCursor(cursor);
  return withActor(db, actor, async (transaction) => {
    // One more than asked tells whether there is a next page.
    const rows = await listConversationsAfter(transaction, actor, { after, limit: limit + 1 });
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? writeCursor(last) : null };
  });
}

/** @throws AppError NOT_FOUND */
export function getConversation(db: TenantDatabase, actor: Actor, id: string): Promise<ChatDetail> {
  return withActor(db, actor, async (transaction) => {
    const conversation = await existing(transaction, actor, id);
    return { conversation, messages: await listMessages(transaction, actor, id) };
  });
}

/** @throws AppError NOT_FOUND */
export function renameConversation(
  db: TenantDatabase,
  actor: Actor,
  id: string,
  title: string,
): Promise<Conversation> {
  return withActor(db, actor, async (transaction) => {
    await existing(transaction, actor, id);
    await renameConversationRow(transaction, actor, id, title);
    return existing(transaction, actor, id);
  });
}

/**
 * Deletes the conversation with its messages and runs, and stops what is under way.
 * @throws AppError NOT_FOUND
 */
export function deleteConversation(
  db: TenantDatabase,
  actor: Actor,
  id: string,
): Promise<Conversation> {
  return withActor(db, actor, async (transaction) => {
    const conversation = await existing(transaction, actor, id);
    for (const run of await listRunningRuns(transaction, actor, id)) {
      await notifyRunStopped(transaction, actor, run.id);
    }
    await deleteConversationRow(transaction, actor, id);
    return conversation;
  });
}

async function existing(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<Conversation> {
  const conversation = await findConversation(transaction, actor, id);
  if (!conversation) throw new AppError('NOT_FOUND', 'There is no such conversation.');
  return conversation;
}

function writeCursor({ updatedAt, id }: Conversation): string {
  return Buffer.from(JSON.stringify([updatedAt, id])).toString('base64url');
}

function readCursor(cursor: string): { updatedAt: Date; id: string } {
  try {
    const [updatedAt, id] = Cursor.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
    return { updatedAt: new Date(updatedAt), id };
  } catch (cause) {
    throw new AppError('BAD_REQUEST', 'The cursor must be the nextCursor of an earlier answer.', {
      details: { fields: [{ path: 'cursor', message: 'must be a nextCursor' }] },
      cause,
    });
  }
}

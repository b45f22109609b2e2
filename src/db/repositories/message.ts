import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import { AppErrorShape } from '#src/contracts/app-error.ts';
import type { Message } from '#src/contracts/chat.ts';
import { MessagePart, type StoredToolOutcome, ToolPart } from '#src/contracts/message.ts';
import type { ActorTransaction } from '../with-actor.ts';

export async function createMessage(
  transaction: ActorTransaction,
  actor: Actor,
  message: {
    id: string;
    conversationId: string;
    parentId: string | null;
    role: Message['role'];
    parts: MessagePart[];
  },
): Promise<void> {
  await transaction.message.create({ data: { userId: actor.userId, ...message } });
}

/** The messages of a conversation, oldest first. */
export async function listMessages(
  transaction: ActorTransaction,
  actor: Actor,
  conversationId: string,
): Promise<Message[]> {
  const rows = await transaction.message.findMany({
    where: { userId: actor.userId, conversationId },
    include: { run: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, parentId, role, parts, createdAt, run }) => ({
    id,
    parentId,
    role,
    parts: readParts(parts),
    createdAt: createdAt.toISOString(),
    run: run && {
      id: run.id,
      status: run.status,
      error: AppErrorShape.safeParse(run.error).data ?? null,
    },
  }));
}

export async function setMessageParts(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
  parts: MessagePart[],
): Promise<void> {
  await transaction.message.updateMany({ where: { userId: actor.userId, id }, data: { parts } });
}

/** Parts as they were stored; a result that no contract of today fits is marked as outdated. */
function readParts(stored: unknown): MessagePart[] {
  const list = z.array(z.unknown()).safeParse(stored).data ?? [];
  return list.flatMap((item): MessagePart[] => {
    const part = MessagePart.safeParse(item);
    if (part.success) return [part.data];
    const outdated = OutdatedToolPart.safeParse(item);
    return outdated.success ? [outdated.data] : [];
  });
}

const OutdatedToolPart = ToolPart.omit({ outcome: true }).extend({
  outcome: z
    .looseObject({ result: z.json().optional() })
    .transform(({ result = null }): StoredToolOutcome => ({ status: 'outdated', result })),
});

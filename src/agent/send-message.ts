import type { TokenExchanger } from '#src/auth/exchange.ts';
import type { RunLimits } from '#src/config/limits.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { ChatSend, ChatSent } from '#src/contracts/chat.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import {
  createConversation,
  lockConversation,
  touchConversation,
} from '#src/db/repositories/conversation.ts';
import { createMessage, listMessages } from '#src/db/repositories/message.ts';
import { createRun, listRunningRuns } from '#src/db/repositories/run.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';
import { newId } from '#src/platform/new-id.ts';
import type { BoundTools } from './mcp-client.ts';
import type { Model } from './models/model.ts';
import { requireFreeRun } from './require-free-run.ts';
import type { RunQueue } from './run-queue.ts';

const maxTitleChars = 60;

/**
 * Writes the message, its answer's place, the run and its job in one transaction. The run goes on for
 * the person by a grant of its own, which lasts longer than their token and ends with their session.
 * @throws AppError NOT_FOUND for an unknown conversation or parent, CONFLICT while the conversation
 * is being answered, BAD_REQUEST for an unknown variant, TOO_MANY_REQUESTS while too many answers are under way, UNAUTHENTICATED when the session has ended,
 * UNAVAILABLE when the identity provider cannot be reached
 */
export async function sendMessage(
  {
    db,
    model,
    queue,
    exchanger,
    limits,
  }: {
    db: TenantDatabase;
    model: Model;
    queue: RunQueue;
    exchanger: TokenExchanger;
    limits: RunLimits;
  },
  actor: Actor,
  tools: BoundTools,
  input: ChatSend,
): Promise<ChatSent> {
  const variant = input.variant ?? model.info.variant;
  if (variant !== model.info.variant) {
    throw new AppError('BAD_REQUEST', 'There is no such model variant.', {
      details: { fields: [{ path: 'variant', message: 'must be one of models.list' }] },
    });
  }
  const questionId = newId();
  const run = {
    id: newId(),
    messageId: newId(),
    conversationId: input.conversationId ?? newId(),
    timeZone: input.timeZone ?? 'UTC',
  };
  const { conversationId } = run;
  const { subjectToken } = tools.credentials;
  const grant = await exchanger.grantRun({ subjectToken, runId: run.id });
  await withActor(db, actor, async (transaction) => {
    const parentId = await (input.conversationId === undefined
      ? beginConversation(transaction, actor, conversationId, input)
      : continueConversation(transaction, actor, conversationId, input));
    await requireFreeRun(transaction, actor, limits);
    await createMessage(transaction, actor, {
      id: questionId,
      conversationId,
      parentId,
      role: 'user',
      parts: [{ type: 'text', text: input.text }],
    });
    await createMessage(transaction, actor, {
      id: run.messageId,
      conversationId,
      parentId: questionId,
      role: 'assistant',
      parts: [],
    });
    await createRun(transaction, actor, { ...run, variant, grant });
    await queue.add(transaction, actor, run.id);
  });
  return { conversationId, messageId: questionId, runId: run.id };
}

async function beginConversation(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
  { text, parentId }: ChatSend,
): Promise<null> {
  if (parentId !== undefined) throw noSuchMessage();
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
  if (!(await lockConversation(transaction, actor, id))) {
    throw new AppError('NOT_FOUND', 'There is no such conversation.');
  }
  const running = await listRunningRuns(transaction, actor, id);
  if (running.length > 0) {
    throw new AppError('CONFLICT', 'The last message is still being answered.');
  }
  await touchConversation(transaction, actor, id);
  const messages = await listMessages(transaction, actor, id);
  if (parentId === undefined) return messages.at(-1)?.id ?? null;
  if (!messages.some((message) => message.id === parentId)) throw noSuchMessage();
  return parentId;
}

function noSuchMessage(): AppError {
  return new AppError('NOT_FOUND', 'There is no such message.');
}

/** The first words of the first message. */
function titleOf(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  if (line.length <= maxTitleChars) return line;
  const cut = line.slice(0, maxTitleChars);
  const words = cut.slice(0, Math.max(cut.lastIndexOf(' '), maxTitleChars / 2));
  return `${words
    .trimEnd()
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`;
}

import type { TokenExchanger } from '#src/auth/exchange.ts';
import type { RunLimits } from '#src/config/limits.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { ChatSent } from '#src/contracts/chat.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { createMessage } from '#src/db/repositories/message.ts';
import { createRun } from '#src/db/repositories/run.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';
import { newId } from '#src/platform/new-id.ts';
import type { BoundTools } from './mcp-client.ts';
import type { Model } from './models/model.ts';
import { requireFreeRun } from './require-free-run.ts';
import type { RunQueue } from './run-queue.ts';

export interface AnswerServices {
  db: TenantDatabase;
  model: Model;
  queue: RunQueue;
  exchanger: TokenExchanger;
  limits: RunLimits;
}

interface Answering {
  conversationId: string;
  variant: string | undefined;
  timeZone: string | undefined;
  /** Finds or writes the question in the transaction of its answer; gives its id. */
  question: (transaction: ActorTransaction) => Promise<string>;
}

/**
 * Writes the question, its answer's place, the run and its job in one transaction. The run goes on
 * for the person by a grant of its own, which lasts longer than their token and ends with their
 * session.
 * @throws AppError BAD_REQUEST for an unknown variant, TOO_MANY_REQUESTS while too many answers are
 * under way, UNAUTHENTICATED when the session has ended, UNAVAILABLE when the identity provider
 * cannot be reached; and what `question` throws
 */
export async function beginAnswer(
  { db, model, queue, exchanger, limits }: AnswerServices,
  actor: Actor,
  tools: BoundTools,
  { conversationId, variant = model.info.variant, timeZone = 'UTC', question }: Answering,
): Promise<ChatSent> {
  if (variant !== model.info.variant) {
    throw new AppError('BAD_REQUEST', 'There is no such model variant.', {
      details: { fields: [{ path: 'variant', message: 'must be one of models.list' }] },
    });
  }
  const run = { id: newId(), messageId: newId(), conversationId, timeZone };
  const { subjectToken } = tools.credentials;
  const grant = await exchanger.grantRun({ subjectToken, runId: run.id });
  const questionId = await withActor(db, actor, async (transaction) => {
    const parentId = await question(transaction);
    await requireFreeRun(transaction, actor, limits);
    await createMessage(transaction, actor, {
      id: run.messageId,
      conversationId,
      parentId,
      role: 'assistant',
      parts: [],
    });
    await createRun(transaction, actor, { ...run, variant, grant });
    await queue.add(transaction, actor, run.id);
    return parentId;
  });
  return { conversationId, messageId: questionId, runId: run.id };
}

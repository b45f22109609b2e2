import { tracked } from '@trpc/server';
import { z } from 'zod';
import {
  deleteConversation,
  getConversation,
  listConversations,
  renameConversation,
} from '#src/agent/conversations.ts';
import { decideApproval } from '#src/agent/decide-approval.ts';
import { followRun } from '#src/agent/follow-run.ts';
import { regenerateAnswer } from '#src/agent/regenerate-answer.ts';
import { sendMessage } from '#src/agent/send-message.ts';
import { stopRun } from '#src/agent/stop-run.ts';
import { ChatDecide } from '#src/contracts/approval.ts';
import {
  ChatList,
  ChatRegenerate,
  ChatSend,
  ConversationId,
  ConversationTitle,
  RunId,
} from '#src/contracts/chat.ts';
import { streamEnded } from '../middleware/stream-ended.ts';
import { protectedProcedure, router } from '../trpc.ts';

const OneConversation = z.strictObject({ conversationId: ConversationId });
const Rename = z.strictObject({ conversationId: ConversationId, title: ConversationTitle });
const OneRun = z.strictObject({ runId: RunId });
const Follow = z.strictObject({
  runId: RunId,
  /** The id of the last event that the client has; what came after it follows. */
  lastEventId: z
    .string()
    .regex(/^\d{1,9}$/, 'must be the id of an event')
    .optional(),
});

export const chatRouter = router({
  list: protectedProcedure
    .input(ChatList.extend({ direction: z.enum(['forward', 'backward']).optional() }).optional())
    .query(({ ctx, input }) => listConversations(ctx.services.db, ctx.actor, input ?? {})),

  get: protectedProcedure
    .input(OneConversation)
    .query(({ ctx, input }) => getConversation(ctx.services.db, ctx.actor, input.conversationId)),

  send: protectedProcedure
    .input(ChatSend)
    .mutation(({ ctx, input }) => sendMessage(ctx.services, ctx.actor, ctx.tools, input)),

  regenerate: protectedProcedure
    .input(ChatRegenerate)
    .mutation(({ ctx, input }) => regenerateAnswer(ctx.services, ctx.actor, ctx.tools, input)),

  follow: protectedProcedure.input(Follow).subscription(async function* ({ ctx, input, signal }) {
    const { runId, lastEventId = '0' } = input;
    const events = streamEnded(ctx, signal, (end) =>
      followRun(ctx.services, ctx.actor, { runId, after: Number(lastEventId), end }),
    );
    for await (const { seq, event } of events) yield tracked(String(seq), event);
  }),

  stop: protectedProcedure
    .input(OneRun)
    .mutation(({ ctx, input }) => stopRun(ctx.services, ctx.actor, input.runId)),

  decide: protectedProcedure
    .input(ChatDecide)
    .mutation(({ ctx, input }) => decideApproval(ctx.services, ctx.actor, input)),

  rename: protectedProcedure
    .input(Rename)
    .mutation(({ ctx, input }) =>
      renameConversation(ctx.services.db, ctx.actor, input.conversationId, input.title),
    ),

  delete: protectedProcedure
    .input(OneConversation)
    .mutation(({ ctx, input }) =>
      deleteConversation(ctx.services.db, ctx.actor, input.conversationId),
    ),
});

import { z } from 'zod';
import { AppErrorShape } from './app-error.ts';
import { MessagePart } from './message.ts';
import { PlainText } from './plain-text.ts';
import { TimeZone } from './time-zone.ts';

export const ConversationId = z.uuid();
export const MessageId = z.uuid();
export const RunId = z.uuid();

export const ConversationTitle = PlainText.max(120).refine(
  (title) => title.trim() !== '',
  'must not be blank',
);

export const Conversation = z.strictObject({
  id: ConversationId,
  title: ConversationTitle,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Conversation = z.infer<typeof Conversation>;

export const RunStatus = z.enum(['running', 'finished', 'stopped', 'failed']);
export type RunStatus = z.infer<typeof RunStatus>;

export const Message = z.strictObject({
  id: MessageId,
  /** The message before it; null for a conversation's first. */
  parentId: MessageId.nullable(),
  role: z.enum(['user', 'assistant']),
  /** Of an answer under way: what was finished so far. `chat.follow` tells all of it. */
  parts: z.array(MessagePart),
  createdAt: z.iso.datetime(),
  /** The run that writes this answer; null for a person's message. */
  run: z.strictObject({ id: RunId, status: RunStatus, error: AppErrorShape.nullable() }).nullable(),
});
export type Message = z.infer<typeof Message>;

export const ChatSend = z.strictObject({
  /** Without one, a new conversation begins. */
  conversationId: ConversationId.optional(),
  /** The message this one answers; the conversation's newest when absent, none when null. */
  parentId: MessageId.nullable().optional(),
  text: PlainText.max(8000).refine((text) => text.trim() !== '', 'must not be blank'),
  /** A model variant of `models.list`. */
  variant: z.string().max(64).optional(),
  timeZone: TimeZone.optional(),
});
export type ChatSend = z.infer<typeof ChatSend>;

export const ChatRegenerate = z.strictObject({
  conversationId: ConversationId,
  /** The answer, beside which another one is written. */
  messageId: MessageId,
  variant: ChatSend.shape.variant,
  timeZone: ChatSend.shape.timeZone,
});
export type ChatRegenerate = z.infer<typeof ChatRegenerate>;

export const ChatSent = z.strictObject({
  conversationId: ConversationId,
  /** The person's message. */
  messageId: MessageId,
  /** The run that answers it, for `chat.follow` and `chat.stop`. */
  runId: RunId,
});
export type ChatSent = z.infer<typeof ChatSent>;

export const ChatList = z.strictObject({
  cursor: z.string().max(1000).optional(),
  limit: z.int().min(1).max(100).optional(),
});

export const ChatPage = z.strictObject({
  items: z.array(Conversation),
  nextCursor: z.string().nullable(),
});
export type ChatPage = z.infer<typeof ChatPage>;

export const ChatDetail = z.strictObject({
  conversation: Conversation,
  messages: z.array(Message),
});
export type ChatDetail = z.infer<typeof ChatDetail>;

export const ModelInfo = z.strictObject({
  /** What `chat.send` takes as `variant`. */
  variant: z.string(),
  /** For people, such as `gpt-5-mini` or `Offline model`. */
  label: z.string(),
  /** The offline model is not a language model; pages say so. */
  kind: z.enum(['offline', 'openai-compatible']),
});
export type ModelInfo = z.infer<typeof ModelInfo>;

/** Something of the person's changed, by whomever: pages that show it read it again. */
export const ResourceChange = z.strictObject({ resource: z.enum(['task']) });
export type ResourceChange = z.infer<typeof ResourceChange>;

import type {
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ModelInfo } from '#src/contracts/chat.ts';

/** A tool call as the model wrote it: the name and the arguments may be anything. */
export interface ModelToolCall {
  tool: string;
  /** JSON, if the model kept to the format. */
  arguments: string;
}

export interface ModelRequest {
  /** In the Chat Completions dialect, which every server speaks. */
  messages: ChatCompletionMessageParam[];
  tools: ChatCompletionFunctionTool[];
}

/** What a model's stream is made of. `end` is always last: a stream without it throws. */
export type ModelPiece =
  { type: 'text'; delta: string } | { type: 'end'; toolCalls: ModelToolCall[] };

export interface Model {
  readonly info: ModelInfo;
  /**
   * Streams one answer.
   * @throws AppError UNAVAILABLE or TIMEOUT, worded for people, when the model fails in any way;
   * CANCELLED when the signal was aborted.
   */
  answer(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPiece>;
}

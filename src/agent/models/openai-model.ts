import OpenAI from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { AppError } from '#src/contracts/app-error.ts';
import type { ModelInfo } from '#src/contracts/chat.ts';
import type { Model, ModelPiece, ModelToolCall } from './model.ts';
import { modelError, streamFault } from './model-error.ts';

export interface OpenAiModelOptions {
  info: ModelInfo;
  baseUrl: string;
  apiKey: string;
  /** As the server knows the model. */
  name: string;
  /** How long a model may say nothing, before its first piece and between two. */
  idleTimeoutMs: number;
}

/** A model behind any server that speaks Chat Completions. */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const { info, baseUrl, apiKey, name, idleTimeoutMs } = options;
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey,
    maxRetries: 1,
    timeout: idleTimeoutMs,
    organization: null,
    project: null,
    logLevel: 'off',
  });
  return {
    info,
    async *answer({ messages, tools }, signal) {
      // The client's own timeout ends with the headers: a stream that goes silent needs this one.
      const idle = new AbortController();
      const timer = setTimeout(() => idle.abort(), idleTimeoutMs);
      try {
        const stream = await client.chat.completions.create(
          { model: name, messages, tools, stream: true },
          { signal: AbortSignal.any([signal, idle.signal]) },
        );
        yield* readStream(stream, timer);
      } catch (error) {
        if (signal.aborted) throw cancelled(error);
        throw idle.signal.aborted ? streamFault('silent') : modelError(error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/**
 * The pieces of one answer. The client swallows aborts and takes a cut connection for an end: only
 * a `finish_reason` says that an answer is whole.
 */
async function* readStream(
  stream: AsyncIterable<ChatCompletionChunk>,
  timer: NodeJS.Timeout,
): AsyncGenerator<ModelPiece, void> {
  const toolCalls = new Map<number, ModelToolCall>();
  let finished = false;
  for await (const chunk of stream) {
    timer.refresh();
    // Some servers send chunks without choices: usage, comments.
    const choice = chunk.choices?.[0];
    if (!choice) continue;
    const { content, refusal, tool_calls: pieces } = choice.delta ?? {};
    const text = content ?? refusal;
    if (text) yield { type: 'text', delta: text };
    for (const { index, function: piece } of pieces ?? []) {
      const call = toolCalls.get(index) ?? { tool: '', arguments: '' };
      call.tool += piece?.name ?? '';
      call.arguments += piece?.arguments ?? '';
      toolCalls.set(index, call);
    }
    finished ||= Boolean(choice.finish_reason);
  }
  if (!finished) throw streamFault('truncated');
  yield { type: 'end', toolCalls: [...toolCalls.values()] };
}

function cancelled(cause: unknown): AppError {
  return new AppError('CANCELLED', 'The call was cancelled.', { cause });
}

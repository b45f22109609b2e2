import OpenAI from 'openai';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { AppError } from '#src/contracts/app-error.ts';
import type { ModelInfo } from '#src/contracts/chat.ts';
import type { Model, ModelPiece, ModelRequest, ModelToolCall } from './model.ts';
import { modelFault, streamFault } from './model-fault.ts';
import { withRetries } from './with-retries.ts';

export interface OpenAiModelOptions {
  info: ModelInfo;
  baseUrl: string;
  apiKey: string;
  /** As the server knows the model. */
  name: string;
  /** How long a model may say nothing, before its first piece and between two. */
  idleTimeoutMs: number;
  /** How often a request that failed is made again, as long as nothing of its answer was shown. */
  retries: number;
}

/** A model behind any server that speaks Chat Completions. */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const { info, baseUrl, apiKey, name, idleTimeoutMs, retries } = options;
  const client = new OpenAI({
    baseURL: baseUrl,
    apiKey,
    // Ours look at what was shown, and end when the person stops the run.
    maxRetries: 0,
    timeout: idleTimeoutMs,
    organization: null,
    project: null,
    logLevel: 'off',
  });

  async function* ask({ messages, tools }: ModelRequest, signal: AbortSignal) {
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
      throw idle.signal.aborted ? streamFault('silent', error) : modelFault(error);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    info,
    async *answer(request, signal) {
      try {
        yield* withRetries(() => ask(request, signal), { retries, signal });
      } catch (error) {
        throw signal.aborted ? cancelled(error) : error;
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
    if (text && typeof text !== 'string') throw streamFault('malformed');
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

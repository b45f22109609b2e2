import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { textOf, type ChatRequest } from './chat-request.ts';
import type { Fault } from './fault.ts';

/** An answer ready to be sent: text in the pieces it streams in, then tool calls. Times in milliseconds. */
export type Completion = {
  pieces: readonly string[];
  toolCalls: readonly { name: string; arguments: string }[];
  firstDelayMs: number;
  chunkDelayMs: number;
  fault?: Fault | undefined;
};

const MOST_PIECES = 120;
const ARGUMENT_PIECE = 24;

/** Cuts a text into a word or a few per piece, so that long answers do not take long. */
export function splitText(text: string): string[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? (text === '' ? [] : [text]);
  const perPiece = Math.ceil(words.length / MOST_PIECES);
  return words.flatMap((_, index) =>
    index % perPiece === 0 ? [words.slice(index, index + perPiece).join('')] : [],
  );
}

/**
 * Sends a completion as OpenAI's Chat Completions API does: as server-sent events (role, deltas,
 * finish_reason, usage when asked for, `[DONE]`) or as one JSON document.
 * @throws AbortError when `signal` says that the client has gone.
 */
export async function sendCompletion(
  response: ServerResponse,
  request: ChatRequest,
  completion: Completion,
  signal: AbortSignal,
): Promise<void> {
  const { fault } = completion;
  await delay(completion.firstDelayMs, undefined, { signal });
  if (fault?.kind === 'status') {
    sendStatusFault(response, fault);
  } else if (request.stream === true) {
    await streamCompletion(response, request, completion, signal);
  } else {
    await sendWhole(response, request, completion, signal);
  }
}

async function streamCompletion(
  response: ServerResponse,
  request: ChatRequest,
  completion: Completion,
  signal: AbortSignal,
): Promise<void> {
  const { fault, chunkDelayMs } = completion;
  const withUsage = request.stream_options?.include_usage === true;
  const base = {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    system_fingerprint: null,
  };
  const send = async (choices: object[], usage: object | null = null) => {
    const chunk = { ...base, choices, ...(withUsage ? { usage } : {}) };
    await write(response, `data: ${JSON.stringify(chunk)}\n\n`, signal);
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  const most = fault && 'afterChunks' in fault ? fault.afterChunks : Infinity;
  const calling = completion.toolCalls.length > 0;
  const content = calling && completion.pieces.length === 0 ? null : '';
  await send(choice({ role: 'assistant', content, refusal: null }));
  for (const [index, delta] of deltasOf(completion).entries()) {
    if (index >= most) break;
    if (index > 0 && chunkDelayMs > 0) await delay(chunkDelayMs, undefined, { signal });
    await send(choice(delta));
  }
  if (fault) {
    await breakOff(response, fault, signal);
    return;
  }
  await send(choice({}, calling ? 'tool_calls' : 'stop'));
  if (withUsage) await send([], usageOf(request, completion));
  await write(response, 'data: [DONE]\n\n', signal);
  response.end();
}

function choice(delta: object, finishReason: string | null = null): object[] {
  return [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
}

/** Text first, then each call: its id and name, then its arguments in pieces. */
function deltasOf({ pieces, toolCalls }: Completion): object[] {
  const text = pieces.map((content) => ({ content }));
  const calls = toolCalls.flatMap((call, index) => [
    {
      tool_calls: [
        { index, id: callId(), type: 'function', function: { name: call.name, arguments: '' } },
      ],
    },
    ...slices(call.arguments, ARGUMENT_PIECE).map((part) => ({
      tool_calls: [{ index, function: { arguments: part } }],
    })),
  ]);
  return [...text, ...calls];
}

async function sendWhole(
  response: ServerResponse,
  request: ChatRequest,
  completion: Completion,
  signal: AbortSignal,
): Promise<void> {
  const { pieces, toolCalls, fault } = completion;
  const calling = toolCalls.length > 0;
  const body = JSON.stringify({
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    system_fingerprint: null,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: calling && pieces.length === 0 ? null : pieces.join(''),
          refusal: null,
          ...(calling
            ? {
                tool_calls: toolCalls.map((call) => ({
                  id: callId(),
                  type: 'function',
                  function: call,
                })),
              }
            : {}),
        },
        logprobs: null,
        finish_reason: calling ? 'tool_calls' : 'stop',
      },
    ],
    usage: usageOf(request, completion),
  });
  response.writeHead(200, { 'content-type': 'application/json' });
  if (fault) {
    await write(response, body.slice(0, body.length / 2), signal);
    await breakOff(response, fault, signal);
    return;
  }
  response.end(body);
}

async function breakOff(
  response: ServerResponse,
  fault: Fault,
  signal: AbortSignal,
): Promise<void> {
  if (fault.kind === 'end-early') {
    response.end();
  } else if (fault.kind === 'reset') {
    // What was written has to leave first: a reset throws away what is still in the buffer.
    await new Promise((resolve) => response.write(': \n\n', resolve));
    response.socket?.resetAndDestroy();
  } else if (fault.kind === 'silence') {
    if (!signal.aborted) await once(signal, 'abort');
  }
}

function sendStatusFault(
  response: ServerResponse,
  fault: Extract<Fault, { kind: 'status' }>,
): void {
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  const body = fault.body ?? {
    error: {
      message: `Scripted status ${fault.status}`,
      type: 'server_error',
      param: null,
      code: null,
    },
  };
  response.writeHead(fault.status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function write(response: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (!response.write(text)) await once(response, 'drain', { signal });
}

function usageOf(request: ChatRequest, { pieces, toolCalls }: Completion): object {
  const asked = request.messages.reduce((sum, each) => sum + tokens(textOf(each.content)), 0);
  const answered = tokens(
    pieces.join('') + toolCalls.map((call) => call.name + call.arguments).join(''),
  );
  return { prompt_tokens: asked, completion_tokens: answered, total_tokens: asked + answered };
}

/** Four characters to a token: an estimate, as no tokenizer is at work here. */
function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}

function callId(): string {
  return `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}

function slices(text: string, length: number): string[] {
  const count = Math.ceil(text.length / length);
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}

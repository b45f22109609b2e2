import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { z } from 'zod';
import { ChatRequest } from './chat-request.ts';
import { Script, scriptedAnswers, type ScriptedAnswers } from './scripted.ts';
import { sendCompletion, splitText, type Completion } from './stream-completion.ts';
import { understand } from './understand/understand.ts';

export const MODEL_NAME = 'throughline-offline';
const BODY_LIMIT = 1_048_576;
const TEXT_DELAY_MS = 15;

/**
 * The offline model's HTTP server, OpenAI-compatible: chat completions and models. Errors are
 * OpenAI's error JSON. `scripted` opens PUT and DELETE /script and GET /requests, for tests.
 * `onError` hears of faults of our own, which clients see as a bare 500.
 */
export function createOfflineModel(options: {
  scripted: boolean;
  onError: (error: unknown) => void;
}): Server {
  const script = options.scripted ? scriptedAnswers() : undefined;
  return createServer((request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    route(request, response, script, gone.signal).catch((error: unknown) => {
      if (gone.signal.aborted) return;
      if (error instanceof HttpError) {
        sendError(response, error);
      } else {
        options.onError(error);
        if (response.headersSent) response.destroy();
        else sendError(response, new HttpError(500, 'The model failed.'));
      }
    });
  });
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  script: ScriptedAnswers | undefined,
  signal: AbortSignal,
): Promise<void> {
  const path = (request.url ?? '/').replace(/\?.*$/s, '');
  const model = { id: MODEL_NAME, object: 'model', created: 0, owned_by: 'throughline' };
  switch (`${request.method ?? ''} ${path}`) {
    case 'POST /v1/chat/completions': {
      const body = parse(ChatRequest, await readJson(request));
      await sendCompletion(response, body, script?.take(body) ?? answer(body), signal);
      return;
    }
    case 'GET /v1/models':
      return sendJson(response, 200, { object: 'list', data: [model] });
    case `GET /v1/models/${MODEL_NAME}`:
      return sendJson(response, 200, model);
    case 'GET /health':
      return sendJson(response, 200, { status: 'ok' });
  }
  if (script && request.method === 'PUT' && path === '/script') {
    script.replace(parse(Script, await readJson(request)).answers);
    return sendJson(response, 200, { status: 'ok' });
  }
  if (script && request.method === 'DELETE' && path === '/script') {
    script.clear();
    return sendJson(response, 200, { status: 'ok' });
  }
  if (script && request.method === 'GET' && path === '/requests') {
    return sendJson(response, 200, script.requests());
  }
  throw new HttpError(404, `Nothing answers ${request.method ?? ''} ${path}.`);
}

/** What the model says by itself. Text takes its time, so that people see it stream; calls do not. */
function answer(request: ChatRequest): Completion {
  const offered = request.tool_choice === 'none' ? [] : (request.tools ?? []);
  const names = offered.flatMap((tool) => (tool.function ? [tool.function.name] : []));
  const understood = understand(request.messages, names, new Date());
  if ('text' in understood) {
    const pieces = splitText(understood.text);
    return { pieces, toolCalls: [], firstDelayMs: 0, chunkDelayMs: TEXT_DELAY_MS };
  }
  const most = request.parallel_tool_calls === false ? 1 : understood.toolCalls.length;
  const toolCalls = understood.toolCalls
    .slice(0, most)
    .map((call) => ({ name: call.name, arguments: JSON.stringify(call.arguments) }));
  return { pieces: [], toolCalls, firstDelayMs: 0, chunkDelayMs: 0 };
}

/** An answer other than 200, with a message that is safe to send. */
class HttpError extends Error {
  readonly status: number;
  readonly param: string | null;

  constructor(status: number, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.param = param;
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > BODY_LIMIT) throw new HttpError(413, 'The body must not be larger than 1 MB.');
    pieces.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    throw new HttpError(400, 'The body must be JSON.');
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const param = issue?.path.map(String).join('.') ?? '';
  throw new HttpError(
    400,
    `${param || 'The body'}: ${issue?.message ?? 'is not valid'}`,
    param || null,
  );
}

function sendError(response: ServerResponse, error: HttpError): void {
  const type = error.status >= 500 ? 'server_error' : 'invalid_request_error';
  // A body that was not read to its end would be taken for the next request.
  if (error.status === 413) response.setHeader('connection', 'close');
  sendJson(response, error.status, {
    error: { message: error.message, type, param: error.param, code: null },
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

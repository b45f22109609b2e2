import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getTRPCErrorFromUnknown, TRPCError } from '@trpc/server';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import { isJson, readBody, refuseDeepJson } from '#src/platform/read-body.ts';
import type { Readiness } from '#src/platform/readiness.ts';
import { appRouter } from './app-router.ts';
import { type Context, createContext } from './context.ts';
import { answerCors } from './cors.ts';
import { appErrorOf, errorMapped, formatError } from './middleware/errors-mapped.ts';
import { currentTrace, newRequestTrace, runTraced } from './request-trace.ts';
import type { Services } from './services.ts';

const prefix = '/trpc/';
const maxBatchSize = 10;

export interface GatewayServerOptions {
  services: Services;
  readiness: () => Promise<Readiness>;
  /** Origins whose pages may call. */
  corsOrigins: readonly string[];
  /** A stream on which nothing got through for so long is cut: pings are sent all the time. */
  stalledMs?: number;
}

/** tRPC under /trpc, and the two questions that orchestrators ask. */
export function createGatewayServer(options: GatewayServerOptions): Server {
  const { services, corsOrigins } = options;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const trace = newRequestTrace();
    response.setHeader('x-trace-id', trace.traceId);
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    if (answerCors(request, response, corsOrigins)) return;
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (path === '/health') return sendJson(response, 200, { status: 'ok' });
    if (path === '/ready') {
      const readiness = await options.readiness();
      return sendJson(response, readiness.status === 'ready' ? 200 : 503, readiness);
    }
    const procedures = path.startsWith(prefix) ? decoded(path.slice(prefix.length)) : undefined;
    if (procedures === undefined) return sendJson(response, 404, { status: 'not found' });
    await runTraced(trace, () => callTrpc(options, request, response, procedures));
  };
  return createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      handle(request, response).catch((error: unknown) => {
        services.logger.error({ err: error }, 'a request failed');
        if (!response.headersSent) response.statusCode = 500;
        response.end();
      });
    },
  );
}

/** tRPC decodes the path as well: what it calls a stream must have been one here. */
function decoded(path: string): string | undefined {
  try {
    const text = decodeURIComponent(path);
    return text.includes('%') ? undefined : text;
  } catch {
    return undefined;
  }
}

async function callTrpc(
  { services, stalledMs = 60_000 }: GatewayServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const context = createContext(services, {
    authorization: request.headers.authorization,
    idempotencyKey: request.headers['idempotency-key']?.toString(),
    hangUp: () => response.destroy(),
  });
  let refusal: TRPCError | undefined;
  let body = '';
  try {
    if (request.method === 'POST') body = await readJsonBody(request);
    else refuseDeepJson(inputOf(request));
  } catch (error) {
    refusal = errorMapped(getTRPCErrorFromUnknown(error));
    // What is still on its way is thrown away, and the connection with it.
    response.setHeader('connection', 'close');
    request.resume();
  }
  if (streams.has(path) && !(await boundStream(context, response, stalledMs))) return;
  await nodeHTTPRequestHandler({
    router: appRouter,
    path,
    req: Object.assign(request, { body }),
    res: response,
    maxBatchSize,
    middleware: (_request, _response, next) => next(refusal),
    createContext: () => context,
    onError: ({ error, path: procedure }) => log(services, error, procedure),
    responseMeta: ({ errors }) => ({
      headers: { vary: 'origin, trpc-accept, accept', ...timing(), ...challenges(errors) },
    }),
  });
}

/** Of every subscription. tRPC keeps what a procedure is on the function that it is. */
const streams: ReadonlySet<string> = new Set(
  Object.entries<object>(appRouter._def.procedures).flatMap(([path, procedure]) => {
    const definition: unknown = '_def' in procedure && procedure._def;
    const isStream = z.object({ type: z.literal('subscription') }).safeParse(definition).success;
    return isStream ? [path] : [];
  }),
);

/**
 * A stream takes a slot of its person until its connection is gone, and is cut when nothing gets
 * through. tRPC would answer 200 to a subscription that throws, so the refusal is written here.
 * @returns false when it was refused
 */
async function boundStream(
  { services, identify }: Context,
  response: ServerResponse,
  stalledMs: number,
): Promise<boolean> {
  // Who is nobody is refused by the procedure.
  const identity = await identify().catch(() => undefined);
  if (!identity || response.closed) return true;
  try {
    response.once('close', services.streamSlots.take(identity.actor.userId));
  } catch (thrown) {
    const error = errorMapped(getTRPCErrorFromUnknown(thrown));
    response.setHeader('connection', 'close');
    for (const [name, value] of Object.entries(challenges([error])))
      response.setHeader(name, value);
    sendJson(response, getHTTPStatusCodeFromError(error), { error: formatError({ error }) });
    return false;
  }
  response.setTimeout(stalledMs, () => response.destroy());
  return true;
}

/** Only JSON, which no page can post from another origin without a preflight. */
async function readJsonBody(request: IncomingMessage): Promise<string> {
  if (isJson(request)) return readBody(request);
  const message = 'The content type must be application/json.';
  throw new TRPCError({
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message,
    cause: new AppError('BAD_REQUEST', message),
  });
}

/** A query's input: JSON in the address. */
function inputOf(request: IncomingMessage): string {
  const query = /\?(.*)$/s.exec(request.url ?? '')?.[1];
  return new URLSearchParams(query).get('input') ?? '';
}

/** Headers that tell a client what to do about a failure (RFC 6750 §3, RFC 9110 §10.2.3). */
function challenges(errors: readonly TRPCError[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { code, details } of errors.map(appErrorOf)) {
    if (code === 'UNAUTHENTICATED') headers['www-authenticate'] = 'Bearer';
    if (code === 'FORBIDDEN' && details?.scopes) {
      headers['www-authenticate'] =
        `Bearer error="insufficient_scope", scope="${details.scopes.join(' ')}"`;
    }
    if (code === 'UNAVAILABLE' || code === 'TOO_MANY_REQUESTS') {
      headers['retry-after'] = String(Math.ceil(details?.retryAfterSeconds ?? 1));
    }
  }
  return headers;
}

function timing(): Record<string, string> {
  const elapsedMs = performance.now() - currentTrace().startedAt;
  return { 'server-timing': `total;dur=${elapsedMs.toFixed(1)}` };
}

function log({ logger }: Services, error: TRPCError, procedure: string | undefined): void {
  const { code, cause } = appErrorOf(error);
  const fields = { traceId: currentTrace().traceId, procedure, code };
  if (code === 'INTERNAL') logger.error({ ...fields, err: cause ?? error }, 'a call failed');
  else if (code === 'UNAVAILABLE') logger.warn({ ...fields, err: cause }, 'a call failed');
  else logger.debug(fields, 'a call was refused');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

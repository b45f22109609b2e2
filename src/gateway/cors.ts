import type { IncomingMessage, ServerResponse } from 'node:http';

const allowedHeaders =
  'authorization, content-type, idempotency-key, last-event-id, trpc-accept, traceparent';
const exposedHeaders = 'server-timing, x-trace-id, retry-after, www-authenticate';
/** Seconds. Chromium keeps a preflight for two hours at most. */
const maxAge = '86400';

/**
 * Lets pages of the configured origins call, with a token and without cookies; others get no
 * answer that a page could read (Fetch Standard, §3.3).
 * @returns true when the request was a preflight, which is answered then
 */
export function answerCors(
  request: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): boolean {
  const { origin } = request.headers;
  const allowed = origin !== undefined && origins.includes(origin);
  response.setHeader('vary', 'origin');
  if (allowed) {
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', exposedHeaders);
  }
  if (request.method !== 'OPTIONS') return false;
  if (allowed) {
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader('access-control-allow-headers', allowedHeaders);
    response.setHeader('access-control-max-age', maxAge);
  }
  response.writeHead(allowed ? 204 : 403).end();
  return true;
}

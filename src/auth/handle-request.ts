import type { AuthDatabase } from '#src/db/client.ts';
import type { Auth } from './server.ts';

const maxBodyBytes = 64 * 1024;

/**
 * Serves `/api/auth/*` and the well-known documents. A body over 64 kB is refused unparsed.
 * better-auth answers 401 when it cannot read the session because the database is away, which would
 * sign people out: that becomes 503.
 */
export function createRequestHandler(
  auth: Auth,
  database: AuthDatabase,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const bounded = await withinLimit(request);
    if (!bounded) {
      return Response.json(
        { code: 'PAYLOAD_TOO_LARGE', message: 'A request may hold 64 kB.' },
        { status: 413 },
      );
    }
    const response = await auth.handler(bounded);
    if (response.status !== 401 && response.status < 500) return response;
    try {
      await database.$queryRaw`select 1`;
      return response;
    } catch {
      return Response.json(
        { code: 'UNAVAILABLE', message: 'The database cannot be reached at the moment.' },
        { status: 503, headers: { 'retry-after': '2' } },
      );
    }
  };
}

/** The request with its body read; undefined when that is too large, and none of it is kept. */
async function withinLimit(request: Request): Promise<Request | undefined> {
  if (!request.body) return request;
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.length;
    // Read to its end all the same: to break off would cut the connection before the answer.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > maxBodyBytes) return undefined;
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
}

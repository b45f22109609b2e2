import type { AuthDatabase } from '#src/db/client.ts';
import type { Auth } from './server.ts';

/**
 * Serves `/api/auth/*` and the well-known documents. better-auth answers 401 when it cannot read
 * the session because the database is away, which would sign people out: that becomes 503.
 */
export function createRequestHandler(
  auth: Auth,
  database: AuthDatabase,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const response = await auth.handler(request);
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

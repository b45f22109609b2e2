import 'server-only';
import { loadWebConfig } from '#src/config/web.ts';
import { type AuthDatabase, createAuthDatabase } from '#src/db/client.ts';
import { guardConnections } from '#src/platform/guard-connections.ts';
import { createLogger, logConsole } from '#src/platform/logger.ts';
import { createRequestHandler } from './handle-request.ts';
import { type Auth, createAuth } from './server.ts';

export interface Identity {
  auth: Auth;
  database: AuthDatabase;
  /** Answers a request for `/api/auth/*` or a well-known document. */
  handle: (request: Request) => Promise<Response>;
}

let made: Identity | undefined;

/** This process's identity provider, made at the first request: `next build` has no environment. */
export function identity(): Identity {
  made ??= make();
  return made;
}

function make(): Identity {
  const config = loadWebConfig();
  const database = createAuthDatabase(config.databaseUrl);
  const logger = createLogger('web', config.logLevel);
  guardConnections();
  // In development Next shows in the page what is written to the console.
  if (!config.isDevelopment) logConsole(logger);
  const auth = createAuth(config, database, logger);
  return { auth, database, handle: createRequestHandler(auth, database, config.trustedProxies) };
}

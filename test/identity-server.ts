import { createServer } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import { createRequestHandler } from '#src/auth/handle-request.ts';
import { tellPeerAddresses } from '#src/auth/peer-address.ts';
import { createAuth } from '#src/auth/server.ts';
import { loadWebConfig } from '#src/config/web.ts';
import { createAuthDatabase } from '#src/db/client.ts';
import { createLogger, logConsole } from '#src/platform/logger.ts';

/**
 * The identity provider of `web` without its pages: the same better-auth instance behind a plain
 * server, for tests that need no Next. Reads the environment of `web`, and WEB_PORT.
 *
 * Limits on sign-in count by address as in production: tests that make many people raise them.
 */
const config = loadWebConfig();
const logger = createLogger('identity', config.logLevel);
logConsole(logger);
const database = createAuthDatabase(config.databaseUrl);
const auth = createAuth(config, database, logger);
const handler = toNodeHandler(createRequestHandler(auth, database, config.trustedProxies));
tellPeerAddresses();

const server = createServer((request, response) => {
  if (request.url === '/health') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    return;
  }
  handler(request, response).catch((error: unknown) => {
    logger.error({ err: error }, 'request failed');
    response.destroy();
  });
});

server.listen(Number(process.env['WEB_PORT']), '127.0.0.1', () => logger.info('listening'));

function stop(): void {
  server.close(() => void database.$disconnect());
  server.closeAllConnections();
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

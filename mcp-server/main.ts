import { once } from 'node:events';
import { createJwks } from '#src/auth/jwks.ts';
import { createTokenVerifier } from '#src/auth/verify-token.ts';
import { loadMcpServerConfig, type McpServerConfig } from '#src/config/mcp-server.ts';
import { ConfigError } from '#src/config/parse-env.ts';
import { createTenantDatabase } from '#src/db/client.ts';
import { guardConnections } from '#src/platform/guard-connections.ts';
import { createLogger, logConsole } from '#src/platform/logger.ts';
import { createReadiness, databaseProbe, httpProbe } from '#src/platform/readiness.ts';
import { createMcpHttpServer } from './http-server.ts';

/** After a signal, what has not ended by itself in this time is cut. */
const graceMs = 2_500;

function main(config: McpServerConfig): void {
  const logger = createLogger('mcp-server', config.logLevel);
  logConsole(logger);
  guardConnections();
  const db = createTenantDatabase(config.databaseUrl);
  const { issuer, jwksUrl } = config.identity;
  const keys = createJwks({
    url: jwksUrl,
    onRefreshFailed: (err) => logger.warn({ err }, 'the signing keys could not be fetched'),
  });
  const server = createMcpHttpServer({
    config,
    verifier: createTokenVerifier({ typ: 'at+jwt', issuer, audience: config.resource, keys }),
    db,
    readiness: createReadiness({
      database: databaseProbe(config.databaseUrl),
      identity: httpProbe(jwksUrl),
    }),
    logger,
  });

  server.once('error', (err) => {
    logger.fatal({ err, host: config.host, port: config.port }, 'cannot listen');
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    logger.info({ host: config.host, port: config.port }, 'listening');
  });

  async function close(): Promise<void> {
    setTimeout(() => process.exit(0), graceMs).unref();
    const idle = once(server, 'close');
    server.close();
    await idle;
    await db.prisma.$disconnect();
    process.exit(0);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
}

try {
  main(loadMcpServerConfig());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

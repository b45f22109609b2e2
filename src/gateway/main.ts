import { once } from 'node:events';
import { type GatewayConfig, loadGatewayConfig } from '#src/config/gateway.ts';
import { ConfigError } from '#src/config/parse-env.ts';
import { guardConnections } from '#src/platform/guard-connections.ts';
import { createLogger, logConsole } from '#src/platform/logger.ts';
import { createServices } from './create-services.ts';
import { gatewayReadiness } from './gateway-readiness.ts';
import { createGatewayServer } from './http-server.ts';

/** After a signal, what has not ended by itself in this time is cut. */
const graceMs = 2_500;

function main(config: GatewayConfig): void {
  const logger = createLogger('gateway', config.logLevel);
  logConsole(logger);
  guardConnections();
  const services = createServices(config, logger);
  const server = createGatewayServer({
    services,
    readiness: gatewayReadiness(config),
    corsOrigins: config.corsOrigins,
  });

  server.once('error', (err) => {
    logger.fatal({ err, host: config.host, port: config.port }, 'cannot listen');
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    logger.info({ host: config.host, port: config.port, model: config.model.name }, 'listening');
  });

  async function close(): Promise<void> {
    setTimeout(() => process.exit(0), graceMs).unref();
    const idle = once(server, 'close');
    server.close();
    await services.endStreamsAndRuns();
    await idle;
    await services.disconnect();
    process.exit(0);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
}

try {
  main(loadGatewayConfig());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

import { createServer } from 'node:http';
import { type GatewayConfig, loadGatewayConfig } from '#src/config/gateway.ts';
import { ConfigError } from '#src/config/parse-env.ts';
import { guardConnections } from '#src/platform/guard-connections.ts';
import { createLogger, logConsole } from '#src/platform/logger.ts';
import { createServices } from './create-services.ts';
import { gatewayReadiness } from './gateway-readiness.ts';

/** After a signal, what has not ended by itself in this time is cut. */
const graceMs = 2_500;

/** Executes runs and serves nobody: what `npm run worker` starts beside the gateways. */
function main(config: GatewayConfig): void {
  const logger = createLogger('worker', config.logLevel);
  logConsole(logger);
  guardConnections();
  const services = createServices({ ...config, runWorkers: true }, logger);
  const readiness = gatewayReadiness(config);

  const server = createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/health') return answer(200, { status: 'ok' });
    if (request.url !== '/ready') return answer(404, { status: 'not found' });
    readiness().then(
      (state) => answer(state.status === 'ready' ? 200 : 503, state),
      () => response.destroy(),
    );
  });
  server.once('error', (err) => {
    logger.fatal({ err, host: config.host, port: config.workerPort }, 'cannot listen');
    process.exit(1);
  });
  server.listen(config.workerPort, config.host, () => {
    logger.info({ host: config.host, port: config.workerPort }, 'listening');
  });

  async function close(): Promise<void> {
    setTimeout(() => process.exit(0), graceMs).unref();
    server.close();
    await services.endStreamsAndRuns();
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

import { loadOfflineModelConfig, type OfflineModelConfig } from '#src/config/offline-model.ts';
import { ConfigError } from '#src/config/parse-env.ts';
import { createLogger } from '#src/platform/logger.ts';
import { createOfflineModel } from './http.ts';

/** Answers under way may end in this time after a signal; then they are cut. */
const GRACE_MS = 2_000;

function main(config: OfflineModelConfig): void {
  const logger = createLogger('offline-model', config.logLevel);
  const server = createOfflineModel({
    scripted: config.scripted,
    onError: (err) => logger.error({ err }, 'a request failed'),
  });
  server.once('error', (err) => {
    logger.fatal({ err, host: config.host, port: config.port }, 'cannot listen');
    process.exitCode = 1;
  });
  server.listen(config.port, config.host, () => {
    logger.info({ host: config.host, port: config.port, scripted: config.scripted }, 'listening');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
    });
  }
}

try {
  main(loadOfflineModelConfig());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

import { createEventBus } from '#src/agent/event-bus.ts';
import { createOpenAiModel } from '#src/agent/models/openai-model.ts';
import { createRunQueue } from '#src/agent/run-queue.ts';
import { runRetention } from '#src/agent/run-retention.ts';
import { createRunWorker } from '#src/agent/run-worker.ts';
import { createTokenExchanger } from '#src/auth/exchange.ts';
import { createJwks } from '#src/auth/jwks.ts';
import { createTokenVerifier } from '#src/auth/verify-token.ts';
import type { GatewayConfig } from '#src/config/gateway.ts';
import { createTenantDatabase } from '#src/db/client.ts';
import type { Logger } from '#src/platform/logger.ts';
import type { Services } from './services.ts';
import { createStreamSlots } from './stream-slots.ts';

export interface ClosableServices extends Services {
  /** Ends open streams, so that clients connect again elsewhere, and hands runs to other workers. */
  endStreamsAndRuns(): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * Everything that the process shares. Nothing is connected before it is used but the bus, and the
 * queue by the worker.
 */
export function createServices(config: GatewayConfig, logger: Logger): ClosableServices {
  const closing = new AbortController();
  const db = createTenantDatabase(config.databaseUrl);
  const bus = createEventBus(config.directDatabaseUrl, logger);
  const model = createModel(config);
  const exchanger = createTokenExchanger({
    tokenUrl: config.identity.tokenUrl,
    clientId: config.clientId,
    clientSecret: config.clientSecret,
    resource: config.mcpResource,
  });
  bus.onSessionEnded((sessionId) => exchanger.forget(sessionId));
  const toolServer = { url: config.mcpServerUrl, exchanger };
  const queue = createRunQueue(config.databaseUrl, { supervise: config.runWorkers, logger });
  const worker = config.runWorkers
    ? createRunWorker({
        db,
        bus,
        queue,
        model,
        toolServer,
        exchanger,
        limits: config.limits.run,
        logger,
      })
    : undefined;
  const retention = config.runWorkers
    ? runRetention({ db, logger }, config.limits.retention, closing.signal)
    : undefined;
  return {
    db,
    bus,
    model,
    queue,
    limits: config.limits.run,
    streamSlots: createStreamSlots(config.limits.streamsPerPerson),
    logger,
    closing: closing.signal,
    verifier: createTokenVerifier({
      issuer: config.identity.issuer,
      audience: config.audience,
      typ: 'user',
      keys: createJwks({
        url: config.identity.jwksUrl,
        onRefreshFailed: (err) => logger.warn({ err }, 'the signing keys could not be fetched'),
      }),
    }),
    toolServer,
    exchanger,
    async endStreamsAndRuns() {
      closing.abort();
      await Promise.all([worker?.close(), retention]);
    },
    async disconnect() {
      await Promise.all([bus.close(), queue.close(), db.prisma.$disconnect()]);
    },
  };
}

function createModel({ model, modelIdleTimeoutMs, limits }: GatewayConfig) {
  const { kind, name, baseUrl, apiKey } = model;
  const label = kind === 'offline' ? 'Offline model' : name;
  return createOpenAiModel({
    info: { variant: 'default', label, kind },
    baseUrl,
    apiKey,
    name,
    idleTimeoutMs: modelIdleTimeoutMs,
    retries: limits.modelRetries,
  });
}

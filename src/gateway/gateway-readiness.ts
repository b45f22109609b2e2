import type { GatewayConfig } from '#src/config/gateway.ts';
import {
  createReadiness,
  databaseProbe,
  httpProbe,
  type Readiness,
} from '#src/platform/readiness.ts';

/** What a gateway and a worker beside it cannot work without. */
export function gatewayReadiness({
  databaseUrl,
  mcpServerUrl,
  identity,
}: GatewayConfig): () => Promise<Readiness> {
  return createReadiness({
    database: databaseProbe(databaseUrl),
    mcpServer: httpProbe(new URL('/ready', mcpServerUrl).href),
    identity: httpProbe(identity.jwksUrl),
  });
}

import type { EventBus } from '#src/agent/event-bus.ts';
import type { ToolServer } from '#src/agent/mcp-client.ts';
import type { Model } from '#src/agent/models/model.ts';
import type { RunQueue } from '#src/agent/run-queue.ts';
import type { TokenExchanger } from '#src/auth/exchange.ts';
import type { TokenVerifier, UserTokenClaims } from '#src/auth/verify-token.ts';
import type { RunLimits } from '#src/config/limits.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import type { Logger } from '#src/platform/logger.ts';
import type { StreamSlots } from './stream-slots.ts';

/** What lives as long as the gateway process and is shared by all requests. None of it knows a user. */
export interface Services {
  readonly db: TenantDatabase;
  readonly verifier: TokenVerifier<UserTokenClaims>;
  readonly toolServer: ToolServer;
  readonly exchanger: TokenExchanger;
  readonly model: Model;
  readonly bus: EventBus;
  readonly queue: RunQueue;
  readonly streamSlots: StreamSlots;
  readonly limits: RunLimits;
  readonly logger: Logger;
  /** Aborted when the process shuts down: open streams end. */
  readonly closing: AbortSignal;
}

import type { StartConfig } from '#src/config/start.ts';
import type { Secrets } from './secrets.ts';

export type DatabaseUrls = {
  web: string;
  gateway: string;
  tools: string;
  /** For LISTEN, where the others lead through a pooler. */
  gatewayDirect?: string;
};
type Environment = Record<string, string>;

export type ServiceEnvironments = {
  web: Environment;
  gateway: Environment;
  mcpServer: Environment;
  offlineModel: Environment;
};

/** True when the person named no model of their own, by key or by address. */
export function usesOfflineModel(config: StartConfig): boolean {
  return config.OPENAI_API_KEY === undefined && config.OPENAI_BASE_URL === undefined;
}

/** What each process is told: its own role, the secrets it needs, and the same identifiers. */
export function serviceEnvironments(
  config: StartConfig,
  secrets: Secrets,
  databaseUrls: DatabaseUrls,
): ServiceEnvironments {
  const web = config.BETTER_AUTH_URL ?? `http://localhost:${config.WEB_PORT}`;
  const gateway = config.NEXT_PUBLIC_API_URL ?? `http://localhost:${config.GATEWAY_PORT}`;
  const mcpServer = config.MCP_SERVER_URL ?? `http://127.0.0.1:${config.MCP_PORT}/mcp`;
  const issuer = config.BETTER_AUTH_ISSUER ?? `${web}/api/auth`;
  // Between the processes of one machine `localhost` may mean ::1, where nothing listens.
  const webInternal = `http://127.0.0.1:${config.WEB_PORT}`;
  const identity = {
    BETTER_AUTH_ISSUER: issuer,
    MCP_SERVER_URL: mcpServer,
    MCP_RESOURCE: config.MCP_RESOURCE ?? mcpServer,
    GATEWAY_AUDIENCE: config.GATEWAY_AUDIENCE ?? gateway,
    GATEWAY_CLIENT_ID: config.GATEWAY_CLIENT_ID,
  };
  const keys = {
    BETTER_AUTH_JWKS_URL: config.BETTER_AUTH_JWKS_URL ?? `${webInternal}/api/auth/jwks`,
  };
  const previousSecrets =
    config.BETTER_AUTH_PREVIOUS_SECRETS ??
    secrets.previousBetterAuthSecrets.map(({ secret }) => secret);
  const common = { HOST: config.HOST, ...given({ LOG_LEVEL: config.LOG_LEVEL }) };

  return {
    web: {
      ...common,
      ...identity,
      DATABASE_URL: databaseUrls.web,
      BETTER_AUTH_SECRET: config.BETTER_AUTH_SECRET ?? secrets.betterAuthSecret,
      BETTER_AUTH_PREVIOUS_SECRETS: previousSecrets.join(','),
      BETTER_AUTH_URL: web,
      NEXT_PUBLIC_API_URL: gateway,
      GATEWAY_INTERNAL_URL: `http://127.0.0.1:${config.GATEWAY_PORT}`,
      ...given({
        SMTP_URL: config.SMTP_URL,
        MAIL_FROM: config.MAIL_FROM,
        // Whoever forgets a password on a machine of their own finds the link in the log.
        MAIL_OUTBOX: config.MAIL_OUTBOX ?? (config.SMTP_URL === undefined ? 'log' : undefined),
        REQUIRE_EMAIL_VERIFICATION: config.REQUIRE_EMAIL_VERIFICATION,
        TRUSTED_PROXIES: config.TRUSTED_PROXIES,
        SIGN_INS_PER_MINUTE: config.SIGN_INS_PER_MINUTE,
        SIGN_UPS_PER_MINUTE: config.SIGN_UPS_PER_MINUTE,
        DYNAMIC_CLIENT_REGISTRATION: config.DYNAMIC_CLIENT_REGISTRATION,
      }),
    },
    gateway: {
      ...common,
      ...identity,
      ...keys,
      DATABASE_URL: databaseUrls.gateway,
      GATEWAY_PORT: String(config.GATEWAY_PORT),
      GATEWAY_CLIENT_SECRET: config.GATEWAY_CLIENT_SECRET ?? secrets.gatewayClientSecret,
      BETTER_AUTH_URL: webInternal,
      FRONTEND_URL: config.FRONTEND_URL ?? web,
      OFFLINE_MODEL_PORT: String(config.OFFLINE_MODEL_PORT),
      ...given({
        DATABASE_DIRECT_URL: databaseUrls.gatewayDirect,
        OPENAI_API_KEY: config.OPENAI_API_KEY,
        OPENAI_BASE_URL: config.OPENAI_BASE_URL,
        OPENAI_MODEL: config.OPENAI_MODEL,
        RUN_WORKERS: config.RUN_WORKERS,
        MODEL_RETRIES: config.MODEL_RETRIES,
        RUN_MAX_STEPS: config.RUN_MAX_STEPS,
        RUN_MAX_SECONDS: config.RUN_MAX_SECONDS,
        RUNS_PER_PERSON: config.RUNS_PER_PERSON,
        RUN_EVENTS_DAYS: config.RUN_EVENTS_DAYS,
        AUDIT_DAYS: config.AUDIT_DAYS,
        STREAMS_PER_PERSON: config.STREAMS_PER_PERSON,
      }),
    },
    mcpServer: {
      ...common,
      ...keys,
      DATABASE_URL: databaseUrls.tools,
      MCP_PORT: String(config.MCP_PORT),
      MCP_SERVER_URL: identity.MCP_SERVER_URL,
      MCP_RESOURCE: identity.MCP_RESOURCE,
      BETTER_AUTH_ISSUER: issuer,
      BETTER_AUTH_URL: web,
      ...given({ ALLOWED_HOSTS: config.ALLOWED_HOSTS }),
    },
    offlineModel: {
      ...common,
      OFFLINE_MODEL_PORT: String(config.OFFLINE_MODEL_PORT),
      ...given({ OFFLINE_MODEL_SCRIPTED: config.OFFLINE_MODEL_SCRIPTED }),
    },
  };
}

function given(variables: Record<string, string | undefined>): Environment {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

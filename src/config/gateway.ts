import { z } from 'zod';
import { identityConfig, identityVariables } from './identity.ts';
import { limitsConfig, limitVariables } from './limits.ts';
import { type Environment, parseEnv } from './parse-env.ts';
import {
  DatabaseUrl,
  Flag,
  Host,
  HttpUrl,
  List,
  LogLevel,
  loopbackSpellings,
  Port,
} from './variables.ts';

const GatewayEnv = z.object({
  DATABASE_URL: DatabaseUrl,
  DATABASE_DIRECT_URL: DatabaseUrl.optional(),
  HOST: Host,
  GATEWAY_PORT: Port.default(8000),
  GATEWAY_AUDIENCE: HttpUrl.optional(),
  GATEWAY_CLIENT_ID: z.string({ error: 'it must be the OAuth client id of the gateway' }),
  GATEWAY_CLIENT_SECRET: z.string({ error: 'it must be the OAuth client secret of the gateway' }),
  ...identityVariables,
  MCP_SERVER_URL: HttpUrl,
  MCP_RESOURCE: HttpUrl.optional(),
  FRONTEND_URL: List.default(['http://localhost:3000']),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: HttpUrl.optional(),
  OPENAI_MODEL: z.string().optional(),
  OFFLINE_MODEL_PORT: Port.default(8002),
  OFFLINE_MODEL_URL: HttpUrl.optional(),
  MODEL_IDLE_TIMEOUT_MS: z.coerce
    .number({ error: 'it must be a number of milliseconds' })
    .int('it must be a whole number of milliseconds')
    .min(100, 'it must be at least 100 milliseconds')
    .default(30_000),
  RUN_WORKERS: Flag.default(true),
  WORKER_PORT: Port.default(8003),
  ...limitVariables,
  LOG_LEVEL: LogLevel,
});

export type GatewayConfig = ReturnType<typeof loadGatewayConfig>;

/** @throws ConfigError */
export function loadGatewayConfig(env: Environment = process.env) {
  const values = parseEnv(GatewayEnv, env);
  const offlineModelUrl =
    values.OFFLINE_MODEL_URL ?? `http://127.0.0.1:${values.OFFLINE_MODEL_PORT}`;
  return {
    databaseUrl: values.DATABASE_URL,
    /** For LISTEN, which does not pass a transaction pooler. */
    directDatabaseUrl: values.DATABASE_DIRECT_URL ?? values.DATABASE_URL,
    host: values.HOST,
    port: values.GATEWAY_PORT,
    /** `aud` of the user JWTs this gateway accepts. */
    audience: values.GATEWAY_AUDIENCE ?? `http://localhost:${values.GATEWAY_PORT}`,
    clientId: values.GATEWAY_CLIENT_ID,
    clientSecret: values.GATEWAY_CLIENT_SECRET,
    identity: identityConfig(values),
    mcpServerUrl: values.MCP_SERVER_URL,
    /** `aud` of the tokens for the MCP server. */
    mcpResource: values.MCP_RESOURCE ?? values.MCP_SERVER_URL,
    /** Origins that pages may call from. */
    corsOrigins: values.FRONTEND_URL.flatMap(loopbackSpellings),
    /** Without a key of one's own the offline model answers, over the same protocol. */
    model:
      values.OPENAI_API_KEY === undefined && values.OPENAI_BASE_URL === undefined
        ? {
            kind: 'offline' as const,
            baseUrl: `${offlineModelUrl}/v1`,
            apiKey: 'offline',
            name: 'throughline-offline',
          }
        : {
            kind: 'openai-compatible' as const,
            baseUrl: values.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
            // Servers run at home often take no key, and the client insists on one.
            apiKey: values.OPENAI_API_KEY ?? 'none',
            name: values.OPENAI_MODEL ?? 'gpt-5-mini',
          },
    /** How long a model may say nothing before the run gives up. */
    modelIdleTimeoutMs: values.MODEL_IDLE_TIMEOUT_MS,
    /** Whether this process executes runs, or leaves that to others. */
    runWorkers: values.RUN_WORKERS,
    /** Where a worker that is a process of its own tells that it is alive. */
    workerPort: values.WORKER_PORT,
    limits: limitsConfig(values),
    logLevel: values.LOG_LEVEL,
  };
}

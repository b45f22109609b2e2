import { z } from 'zod';
import { type Environment, parseEnv } from './parse-env.ts';
import { DatabaseUrl, Host, HttpUrl, Port, Secret, Secrets } from './variables.ts';

const StartEnv = z.object({
  HOST: Host,
  WEB_PORT: Port.default(3000),
  GATEWAY_PORT: Port.default(8000),
  MCP_PORT: Port.default(8001),
  OFFLINE_MODEL_PORT: Port.default(8002),
  POSTGRES_PORT: Port.default(5432),
  THROUGHLINE_DATA: z.string().default('.throughline'),
  DATABASE_URL: DatabaseUrl.optional(),
  DATABASE_DIRECT_URL: DatabaseUrl.optional(),
  BETTER_AUTH_SECRET: Secret.optional(),
  BETTER_AUTH_PREVIOUS_SECRETS: Secrets.optional(),
  BETTER_AUTH_URL: HttpUrl.optional(),
  BETTER_AUTH_ISSUER: HttpUrl.optional(),
  BETTER_AUTH_JWKS_URL: HttpUrl.optional(),
  NEXT_PUBLIC_API_URL: HttpUrl.optional(),
  GATEWAY_AUDIENCE: HttpUrl.optional(),
  GATEWAY_CLIENT_ID: z.string().default('throughline-gateway'),
  GATEWAY_CLIENT_SECRET: Secret.optional(),
  MCP_SERVER_URL: HttpUrl.optional(),
  MCP_RESOURCE: HttpUrl.optional(),
  FRONTEND_URL: z.string().optional(),
  ALLOWED_HOSTS: z.string().optional(),
  TRUSTED_PROXIES: z.string().optional(),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().optional(),
  MAIL_OUTBOX: z.string().optional(),
  REQUIRE_EMAIL_VERIFICATION: z.string().optional(),
  SIGN_INS_PER_MINUTE: z.string().optional(),
  SIGN_UPS_PER_MINUTE: z.string().optional(),
  DYNAMIC_CLIENT_REGISTRATION: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: HttpUrl.optional(),
  OPENAI_MODEL: z.string().optional(),
  MODEL_RETRIES: z.string().optional(),
  RUN_MAX_STEPS: z.string().optional(),
  RUN_MAX_SECONDS: z.string().optional(),
  RUNS_PER_PERSON: z.string().optional(),
  RUN_EVENTS_DAYS: z.string().optional(),
  AUDIT_DAYS: z.string().optional(),
  STREAMS_PER_PERSON: z.string().optional(),
  OFFLINE_MODEL_SCRIPTED: z.string().optional(),
  RUN_WORKERS: z.string().optional(),
  LOG_LEVEL: z.string().optional(),
});

export type StartConfig = z.infer<typeof StartEnv>;

/**
 * What `npm start` reads: the ports, and whatever of the processes' variables a person set.
 * @throws ConfigError
 */
export function loadStartConfig(env: Environment = process.env): StartConfig {
  return parseEnv(StartEnv, env);
}

const inherited = [
  ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT'],
  ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
  ['NODE_EXTRA_CA_CERTS', 'NODE_USE_ENV_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
].flat();

/** What a child process may know of this one's environment: the machine's ways, never a secret. */
export function inheritedEnvironment(env: Environment = process.env): NodeJS.ProcessEnv {
  const known = inherited.filter((name) => env[name] !== undefined);
  return { ...Object.fromEntries(known.map((name) => [name, env[name]])), NODE_ENV: 'production' };
}

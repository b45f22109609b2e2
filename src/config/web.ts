import { z } from 'zod';
import { identityConfig, identityVariables } from './identity.ts';
import { type MailConfig, mailVariables } from './mail.ts';
import { type Environment, parseEnv } from './parse-env.ts';
import {
  DatabaseUrl,
  HttpUrl,
  LogLevel,
  loopbackSpellings,
  PerMinute,
  Secret,
  Secrets,
  Switch,
  TrustedProxies,
} from './variables.ts';

const WebEnv = z.object({
  DATABASE_URL: DatabaseUrl,
  BETTER_AUTH_SECRET: Secret,
  BETTER_AUTH_PREVIOUS_SECRETS: Secrets.default([]),
  ...identityVariables,
  NEXT_PUBLIC_API_URL: HttpUrl,
  GATEWAY_INTERNAL_URL: HttpUrl.optional(),
  GATEWAY_AUDIENCE: HttpUrl.optional(),
  GATEWAY_CLIENT_ID: z.string({ error: 'it must be the OAuth client id of the gateway' }),
  MCP_SERVER_URL: HttpUrl,
  MCP_RESOURCE: HttpUrl.optional(),
  ...mailVariables,
  TRUSTED_PROXIES: TrustedProxies,
  SIGN_INS_PER_MINUTE: PerMinute.default(20),
  SIGN_UPS_PER_MINUTE: PerMinute.default(60),
  DYNAMIC_CLIENT_REGISTRATION: Switch,
  LOG_LEVEL: LogLevel,
  NODE_ENV: z.string().optional(),
});

export type WebConfig = ReturnType<typeof loadWebConfig>;

/** @throws ConfigError */
export function loadWebConfig(env: Environment = process.env) {
  const values = parseEnv(WebEnv, env);
  return {
    databaseUrl: values.DATABASE_URL,
    secret: values.BETTER_AUTH_SECRET,
    /** What they signed or encrypted is still accepted. */
    previousSecrets: values.BETTER_AUTH_PREVIOUS_SECRETS,
    url: values.BETTER_AUTH_URL,
    trustedOrigins: loopbackSpellings(values.BETTER_AUTH_URL),
    /** Addresses and networks whose word about who is behind them counts. */
    trustedProxies: values.TRUSTED_PROXIES,
    /** From one address. */
    signInLimits: {
      signInsPerMinute: values.SIGN_INS_PER_MINUTE,
      signUpsPerMinute: values.SIGN_UPS_PER_MINUTE,
    },
    mail: {
      smtpUrl: values.SMTP_URL,
      from: values.MAIL_FROM,
      outbox: values.MAIL_OUTBOX,
    } satisfies MailConfig,
    /**
     * Nobody signs in before they have shown that the address is theirs, and signing up tells nobody
     * who has an account: wherever mail reaches people, unless it is said otherwise.
     */
    requireEmailVerification: values.REQUIRE_EMAIL_VERIFICATION ?? values.SMTP_URL !== undefined,
    identity: identityConfig(values),
    /** The gateway's address for the browser. */
    gatewayUrl: values.NEXT_PUBLIC_API_URL,
    /** The gateway's address from this process; in containers it differs from the browser's. */
    gatewayInternalUrl: values.GATEWAY_INTERNAL_URL ?? values.NEXT_PUBLIC_API_URL,
    /** `aud` of the user JWTs minted here. */
    gatewayAudience: values.GATEWAY_AUDIENCE ?? values.NEXT_PUBLIC_API_URL,
    gatewayClientId: values.GATEWAY_CLIENT_ID,
    /** The one resource that clients get tokens for; also the address people connect them to. */
    mcpResource: values.MCP_RESOURCE ?? values.MCP_SERVER_URL,
    /** Whether MCP clients may register themselves (RFC 7591). */
    dynamicClientRegistration: values.DYNAMIC_CLIENT_REGISTRATION,
    logLevel: values.LOG_LEVEL,
    /** Pages reload while their sources change. */
    isDevelopment: values.NODE_ENV === 'development',
  };
}

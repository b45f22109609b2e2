import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError } from 'better-auth/api';
import { jwt } from 'better-auth/plugins';
import { z } from 'zod';
import type { WebConfig } from '#src/config/web.ts';
import { passwordLength } from '#src/contracts/password-rules.ts';
import { PlainText } from '#src/contracts/plain-text.ts';
import type { AuthDatabase } from '#src/db/client.ts';
import type { Logger } from '#src/platform/logger.ts';
import { newId } from '#src/platform/new-id.ts';
import { type AuthSecrets, versionedSecrets } from './auth-secrets.ts';
import {
  accountRecovery,
  accountRecoveryRateLimits,
  replacedByAccountRecovery,
} from './account-recovery.ts';
import { hashClientSecret } from './client-secret.ts';
import { externalClients } from './external-clients.ts';
import { accessTokenLifeSeconds, clientScopes, newDynamicClientId } from './known-clients.ts';
import { createMailedLinks } from './mailed-links.ts';
import { createMailer } from './mailer.ts';
import { passwordRules } from './password-rules.ts';
import { previousSignatures } from './previous-signatures.ts';
import { oneTimeCodes } from './one-time-codes.ts';
import { passkeyAdditions } from './passkey-additions.ts';
import { authenticatorApp, passkeys, secondFactorRateLimits } from './second-factors.ts';
import { sessionEndpoints } from './session-endpoints.ts';
import { passwordTrial, signInLimits } from './sign-in-limits.ts';
import { signInsInFlight, verifyAndRemember } from './sign-ins-in-flight.ts';
import {
  keyPairConfig,
  publishedAfterSigningSeconds,
  publishedKeys,
} from './stored-signing-keys.ts';
import { tokenExchangeGrant, tokenExchangeGrantType } from './token-exchange-grant.ts';
import { userTokenClaims, userTokenLifeSeconds } from './user-token.ts';

export type AuthConfig = AuthSecrets &
  Pick<
    WebConfig,
    | 'url'
    | 'trustedOrigins'
    | 'trustedProxies'
    | 'signInLimits'
    | 'mail'
    | 'requireEmailVerification'
    | 'gatewayAudience'
    | 'gatewayClientId'
    | 'mcpResource'
    | 'dynamicClientRegistration'
  > & { identity: Pick<WebConfig['identity'], 'issuer'> };

export type Auth = ReturnType<typeof createAuth>;

/**
 * The identity provider: sign-in, the people's tokens and their keys, and an OAuth 2.1
 * authorization server for the gateway (token exchange) and for the MCP clients that people connect
 * (authorization code, refresh). Opens no connection before its first request.
 */
export function createAuth(config: AuthConfig, database: AuthDatabase, logger: Logger) {
  const { issuer } = config.identity;
  const jwtOptions = {
    jwks: { keyPairConfig, gracePeriod: publishedAfterSigningSeconds },
    adapter: { getJwks: () => publishedKeys(database) },
    // Otherwise every answer about the session carries a new token in a header.
    disableSettingJwtHeader: true,
    jwt: {
      issuer,
      audience: config.gatewayAudience,
      expirationTime: `${userTokenLifeSeconds}s`,
      // The default payload is the whole user row.
      definePayload: ({ session }: { session: SessionRow }) => userTokenClaims(database, session),
    },
  } satisfies Parameters<typeof jwt>[0];

  // Typed by its id alone: the rest of its declarations does not hold under
  // exactOptionalPropertyTypes, and we reach its endpoints over HTTP only.
  const authorizationServer: { id: 'oauth-provider' } = oauthProvider({
    scopes: clientScopes,
    grantTypes: ['authorization_code', 'refresh_token'],
    accessTokenExpiresIn: accessTokenLifeSeconds,
    // The consent page sends a visitor to sign-in by itself, and is come back to.
    loginPage: '/consent',
    consentPage: '/consent',
    allowDynamicClientRegistration: config.dynamicClientRegistration,
    allowUnauthenticatedClientRegistration: config.dynamicClientRegistration,
    generateClientId: newDynamicClientId,
    storeClientSecret: { hash: hashClientSecret },
    // Left out, anyone who is signed in may register clients.
    clientPrivileges: () => false,
    silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    extensions: [
      {
        grants: {
          [tokenExchangeGrantType]: tokenExchangeGrant({
            database,
            issuer,
            gatewayAudience: config.gatewayAudience,
            gatewayClientId: config.gatewayClientId,
            jwtOptions,
          }),
        },
      },
    ],
  });

  // Typed by its id alone, as the authorization server is.
  const passkeyPlugin: { id: 'passkey' } = passkeys(config);
  const sendMail = createMailer(config.mail, database, logger);
  const links = createMailedLinks(database, sendMail, config.url);

  return betterAuth({
    appName: 'Throughline',
    baseURL: config.url,
    secret: config.secret,
    secrets: versionedSecrets(config),
    trustedOrigins: config.trustedOrigins,
    database: prismaAdapter(database, { provider: 'postgresql', transaction: true }),
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: config.requireEmailVerification,
      onExistingUserSignUp: async ({ user }) => links.sendAccountExists(user),
      // password-rules.ts counts characters; these are UTF-16 units, of which they have one or two.
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max * 2,
      password: { verify: verifyAndRemember },
    },
    emailVerification: {
      sendOnSignUp: true,
      sendOnSignIn: true,
      sendVerificationEmail: ({ user }) => links.sendVerification(user),
    },
    disabledPaths: [...replacedByAccountRecovery, passwordTrial, '/oauth2/introspect'],
    databaseHooks: {
      user: { create: { before: refuseOddProfile }, update: { before: refuseOddProfile } },
    },
    advanced: {
      useSecureCookies: config.url.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      // With joins the accounts are looked for even where there is no person: as many statements.
      database: { generateId: newId, joins: true },
      // Where the forwarded chain comes from: handle-request.ts.
      ipAddress: { trustedProxies: [...config.trustedProxies] },
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      customRules: {
        '/sign-in/*': { window: 60, max: config.signInLimits.signInsPerMinute },
        '/sign-up/*': { window: 60, max: config.signInLimits.signUpsPerMinute },
        ...accountRecoveryRateLimits,
        ...secondFactorRateLimits,
        // Read by our own servers and by every open page; a shared address must not lock them out.
        '/jwks': false,
        '/token': false,
        '/get-session': false,
        // The gateway and other clients with a secret act for many people from one address.
        '/oauth2/token': ({ headers }) =>
          headers.has('authorization') ? false : { window: 60, max: 300 },
      },
    },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      // Further arguments may hold what a person typed, and so may a message after its first words.
      log: (level, message, ...details: unknown[]) => {
        const err = details.find((detail) => detail instanceof Error);
        logger[level](err ? { err } : {}, firstWords(message));
      },
    },
    // Where an authorization request that names no address to return to ends.
    onAPIError: { errorURL: `${config.url}/consent` },
    plugins: [
      jwt(jwtOptions),
      externalClients(config, database),
      authorizationServer,
      previousSignatures(config),
      passwordRules(database),
      oneTimeCodes(database),
      authenticatorApp(),
      signInsInFlight(database),
      passkeyAdditions(database, links),
      passkeyPlugin,
      sessionEndpoints(database),
      accountRecovery(database, links, config.secret),
      signInLimits(database, config.secret),
    ],
  });
}

/** What better-auth says before it quotes anything. */
function firstWords(message: string): string {
  return /[^\n:{"`]{1,100}/.exec(message)?.[0].trim() ?? '';
}

const refusedFields = {
  name: { code: 'INVALID_NAME', message: 'A name has 1 to 100 characters.' },
  email: { code: 'INVALID_EMAIL', message: 'An email address has at most 254 characters.' },
  image: { code: 'INVALID_IMAGE', message: 'An account has no picture.' },
};

interface SessionRow {
  id: string;
  userId: string;
  expiresAt: Date;
}

/** better-auth itself takes a name or an address of any length, and a name of nothing. */
const Profile = z.object({
  name: PlainText.max(100)
    .refine((name) => name.trim() !== '')
    .optional(),
  /** RFC 5321 §4.5.3.1.3, less its angle brackets. */
  email: z.string().max(254).optional(),
  /** No page shows one, so nobody has one: it would be an address, or a file, of anybody's making. */
  image: z.null().optional(),
});

async function refuseOddProfile(user: Record<string, unknown>): Promise<void> {
  const profile = Profile.safeParse(user);
  if (profile.success) return;
  const field = z.enum(['email', 'image']).safeParse(profile.error.issues[0]?.path[0]).data;
  throw new APIError('BAD_REQUEST', refusedFields[field ?? 'name']);
}

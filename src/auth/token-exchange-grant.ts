import type { OAuthExtensionGrantHandler } from '@better-auth/oauth-provider';
import { APIError } from 'better-auth/api';
import { type JwtOptions, signJWT } from 'better-auth/plugins';
import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import type { AuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';
import { importSigningKeys, type SigningKeys } from './signing-keys.ts';
import { createTokenVerifier, type UserTokenClaims } from './verify-token.ts';

export const tokenExchangeGrantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const jwtTokenType = 'urn:ietf:params:oauth:token-type:jwt';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

const exchangedTokenLifeSeconds = 120;

/** The parameters of RFC 8693 §2.1 that we take. */
const ExchangeParameters = z.object({
  subject_token: z.string(),
  subject_token_type: z.literal(jwtTokenType),
  requested_token_type: z.literal(accessTokenType).optional(),
  scope: z.string().optional(),
  actor_token: z.undefined('not supported, the client itself is the actor').optional(),
  audience: z.undefined('not supported, name the target with resource').optional(),
});

export interface TokenExchangeGrantOptions {
  database: AuthDatabase;
  issuer: string;
  /** The audience that a subject token must have, and the client it stands for. */
  gatewayAudience: string;
  gatewayClientId: string;
  jwtOptions: JwtOptions;
}

/**
 * RFC 8693 token exchange: the gateway trades a person's token for one that the MCP server takes.
 * The new token acts for the person (`act`), is for one resource, can do no more than the client,
 * the subject token and the request each allow, and dies within two minutes or with the session.
 *
 * Errors are those of RFC 8693 §2.2.2: `invalid_request` for a subject token that will not do,
 * `invalid_target` for the resource, `invalid_scope` for the scope.
 */
export function tokenExchangeGrant({
  database,
  issuer,
  gatewayAudience,
  gatewayClientId,
  jwtOptions,
}: TokenExchangeGrantOptions): OAuthExtensionGrantHandler {
  const verifier = createTokenVerifier({
    typ: 'user',
    issuer,
    audience: gatewayAudience,
    keys: storedSigningKeys(database),
  });

  return async ({ ctx, provider }) => {
    const { client } = await provider.authenticateClient();
    if (client.clientId !== gatewayClientId) {
      throw refused('unauthorized_client', 'The subject token is for another client.');
    }
    const parameters = parseParameters(ctx.body);
    const subject = await verifySubject(parameters.subject_token);
    const session = await findLiveSession(database, subject);
    const resource = await findResource(database, client.clientId, resourceOf(ctx.body));
    const scopes = narrowScopes(parameters.scope, [
      subject.scope.split(' '),
      client.scopes ?? [],
      resource.allowedScopes,
    ]);

    const iat = Math.floor(Date.now() / 1000);
    const exp = Math.min(
      iat + exchangedTokenLifeSeconds,
      Math.floor(session.expiresAt.getTime() / 1000),
    );
    // Not `provider.issueTokens`: it cannot end the token with the session.
    const token = await signJWT(ctx, {
      options: jwtOptions,
      header: { typ: 'at+jwt' },
      payload: {
        iss: issuer,
        aud: resource.identifier,
        sub: subject.sub,
        sid: session.id,
        client_id: client.clientId,
        act: { sub: client.clientId },
        scope: scopes.join(' '),
        jti: newId(),
        iat,
        exp,
      },
    });
    return ctx.json({
      access_token: token,
      issued_token_type: accessTokenType,
      token_type: 'Bearer',
      expires_in: exp - iat,
      expires_at: exp,
      scope: scopes.join(' '),
      refresh_token: undefined,
      id_token: undefined,
    });
  };

  async function verifySubject(token: string): Promise<UserTokenClaims> {
    try {
      return await verifier.verify(token);
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') {
        throw refused('invalid_request', `subject_token: ${error.message}`);
      }
      throw error;
    }
  }
}

function parseParameters(body: unknown): z.infer<typeof ExchangeParameters> {
  const parsed = ExchangeParameters.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw refused('invalid_request', faults.join('; '));
}

/** A subject token outlives its session; what it may be traded for does not. */
async function findLiveSession(database: AuthDatabase, { sid, sub }: UserTokenClaims) {
  const session = await database.session.findUnique({
    where: { id: sid, userId: sub, expiresAt: { gt: new Date() } },
    select: { id: true, expiresAt: true },
  });
  if (!session) throw refused('invalid_request', 'subject_token: Its session has ended.');
  return session;
}

/** Printable ASCII, as a URI is (RFC 3986 §2); the database takes no zero byte. */
const OneResource = z.object({ resource: z.string().regex(/^[!-~]+$/) });

/** As every token request has it (oauth-parameters.ts): without a trailing slash. */
function resourceOf(body: unknown): string {
  const parsed = OneResource.safeParse(body);
  if (!parsed.success) throw refused('invalid_target', 'Name exactly one resource.');
  return parsed.data.resource;
}

async function findResource(database: AuthDatabase, clientId: string, identifier: string) {
  const link = await database.oauthClientResource.findFirst({
    where: { clientId, resourceId: identifier, resource: { disabled: false } },
    select: { resource: { select: { identifier: true, allowedScopes: true } } },
  });
  if (!link) throw refused('invalid_target', 'This client may not ask for that resource.');
  return link.resource;
}

/** The scopes asked for, or all that everyone involved allows when none is. */
function narrowScopes(asked: string | undefined, limits: readonly string[][]): string[] {
  const [first = [], ...others] = limits;
  const allowed = first.filter((scope) => others.every((limit) => limit.includes(scope)));
  const wanted = asked === undefined ? allowed : [...new Set(asked.split(' ').filter(Boolean))];
  const excess = wanted.filter((scope) => !allowed.includes(scope));
  if (excess.length > 0) throw refused('invalid_scope', `Not allowed: ${excess.join(' ')}.`);
  if (wanted.length === 0) throw refused('invalid_scope', 'No scope is left to grant.');
  return wanted;
}

function storedSigningKeys(database: AuthDatabase): SigningKeys {
  return {
    async find(kid) {
      const stored = await database.jwks.findUnique({ where: { id: kid } });
      if (!stored) return undefined;
      const jwk = z.record(z.string(), z.unknown()).parse(JSON.parse(stored.publicKey));
      return (await importSigningKeys({ keys: [{ ...jwk, kid }] })).get(kid);
    },
  };
}

function refused(
  error: 'invalid_request' | 'invalid_target' | 'invalid_scope' | 'unauthorized_client',
  error_description: string,
): APIError {
  return new APIError('BAD_REQUEST', { error, error_description });
}

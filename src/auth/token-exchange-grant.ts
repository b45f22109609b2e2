import type { OAuthExtensionGrantHandler } from '@better-auth/oauth-provider';
import { APIError } from 'better-auth/api';
import { type JwtOptions, signJWT } from 'better-auth/plugins';
import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import type { AuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';
import { createRunGrant, findRunGrant } from './run-grants.ts';
import { importSigningKeys, type SigningKeys } from './signing-keys.ts';
import { createTokenVerifier, type UserTokenClaims } from './verify-token.ts';

export const tokenExchangeGrantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const jwtTokenType = 'urn:ietf:params:oauth:token-type:jwt';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
/** What the gateway's workers hold for one run: opaque, and for this endpoint alone. */
export const runGrantType = 'urn:throughline:token-type:run-grant';

const exchangedTokenLifeMs = 120_000;

/** The parameters of RFC 8693 §2.1 that we take, and `run_id` where a run grant is involved. */
const ExchangeParameters = z.object({
  subject_token: z.string(),
  subject_token_type: z.enum([jwtTokenType, runGrantType]),
  requested_token_type: z.enum([accessTokenType, runGrantType]).default(accessTokenType),
  run_id: z.uuid('it must be the id of the run').optional(),
  scope: z.string().optional(),
  actor_token: z.undefined('not supported, the client itself is the actor').optional(),
  audience: z.undefined('not supported, name the target with resource').optional(),
});
type ExchangeParameters = z.infer<typeof ExchangeParameters>;

/** Whom and what a subject token stands for. */
interface Subject extends Pick<UserTokenClaims, 'sub' | 'sid' | 'scope'> {
  /** When it is a run grant. */
  grant?: { token: string; expiresAt: Date };
}

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
 * At the beginning of a run it asks for a run grant instead (`requested_token_type`), and its workers
 * present that as their subject token: it lives as long as a run may, and no longer than the session.
 * Presented for a grant, it is told for whom it is.
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
    const subject = await (parameters.subject_token_type === runGrantType
      ? verifyGrant(parameters)
      : verifyUserToken(parameters));
    const session = await findLiveSession(database, subject);
    if (parameters.requested_token_type === runGrantType) {
      const limits = [subject.scope.split(' '), client.scopes ?? []];
      const scopes = narrowScopes(parameters.scope, limits);
      const grant =
        subject.grant ??
        (await createRunGrant(database, {
          runId: runOf(parameters),
          userId: subject.sub,
          scopes,
          session,
        }));
      return ctx.json({
        ...answer(grant.token, { issuedAt: Date.now(), ...grant }, scopes),
        issued_token_type: runGrantType,
        sub: subject.sub,
        sid: session.id,
      });
    }
    const resource = await findResource(database, client.clientId, resourceOf(ctx.body));
    const scopes = narrowScopes(parameters.scope, [
      subject.scope.split(' '),
      client.scopes ?? [],
      resource.allowedScopes,
    ]);

    const issuedAt = Date.now();
    const expiresAt = new Date(
      Math.min(issuedAt + exchangedTokenLifeMs, session.expiresAt.getTime()),
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
        iat: seconds(issuedAt),
        exp: seconds(expiresAt.getTime()),
      },
    });
    return ctx.json({
      ...answer(token, { issuedAt, expiresAt }, scopes),
      issued_token_type: accessTokenType,
    });
  };

  async function verifyUserToken({ subject_token: token }: ExchangeParameters): Promise<Subject> {
    try {
      return await verifier.verify(token);
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') {
        throw refused('invalid_request', `subject_token: ${error.message}`);
      }
      throw error;
    }
  }

  async function verifyGrant(parameters: ExchangeParameters): Promise<Subject> {
    const token = parameters.subject_token;
    const grant = await findRunGrant(database, token, runOf(parameters));
    if (!grant) throw refused('invalid_request', 'subject_token: It grants nothing, or no longer.');
    return { ...grant, grant: { token, expiresAt: grant.expiresAt } };
  }
}

function answer(
  token: string,
  { issuedAt, expiresAt }: { issuedAt: number; expiresAt: Date },
  scopes: string[],
) {
  const exp = seconds(expiresAt.getTime());
  return {
    access_token: token,
    token_type: 'Bearer' as const,
    expires_in: exp - seconds(issuedAt),
    expires_at: exp,
    scope: scopes.join(' '),
    refresh_token: undefined,
    id_token: undefined,
  };
}

/** Since the epoch, as tokens count. */
function seconds(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

function runOf({ run_id: runId }: ExchangeParameters): string {
  if (runId === undefined) throw refused('invalid_request', 'run_id: name the run.');
  return runId;
}

function parseParameters(body: unknown): ExchangeParameters {
  const parsed = ExchangeParameters.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw refused('invalid_request', faults.join('; '));
}

/** A subject token outlives its session; what it may be traded for does not. */
async function findLiveSession(database: AuthDatabase, { sid, sub }: Subject) {
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

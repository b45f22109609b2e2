import { errors, jwtVerify, type JWTHeaderParameters } from 'jose';
import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import type { SigningKeys } from './signing-keys.ts';

const maxTokenChars = 8 * 1024;
/** RFC 7515 §7.1, §2: three parts in base64url without padding, of which decoders are lenient. */
const compactSerialization = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const clockToleranceSeconds = 5;
/** What key sources may be asked for; one of them is a database. */
const keyId = /^[\w-]{1,128}$/;

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** What every token of ours says, whoever it is for. Times are seconds since the epoch. */
const commonClaims = {
  iss: z.string(),
  /** One audience exactly: a token that also serves elsewhere is refused (RFC 8707 §2). */
  aud: z.string(),
  sub: Id,
  sid: Id,
  scope: z.string().max(1_000),
  jti: z.string().min(1).max(128),
  iat: z.number(),
  exp: z.number(),
};

/** A person's own token, for the gateway only. */
export const UserTokenClaims = z.object({
  ...commonClaims,
  /** Whose token names a client is no person. */
  client_id: z.undefined().optional(),
});
export type UserTokenClaims = z.infer<typeof UserTokenClaims>;

/** An access token for the MCP resource (RFC 9068), held by the client that acts for a person. */
export const McpTokenClaims = z
  .object({
    ...commonClaims,
    client_id: z.string().min(1).max(128),
    /** Who acts (RFC 8693 §4.1); present on exchanged tokens. */
    act: z.object({ sub: z.string() }).optional(),
  })
  .refine((claims) => claims.sub !== claims.client_id, 'a client is not a person')
  .refine((claims) => !claims.act || claims.act.sub === claims.client_id, 'another client acts');
export type McpTokenClaims = z.infer<typeof McpTokenClaims>;

export interface TokenVerifier<Claims> {
  /** Throws AppError UNAUTHENTICATED, or UNAVAILABLE when the keys cannot be had. */
  verify(token: string): Promise<Claims>;
}

export interface TokenVerifierOptions {
  issuer: string;
  /** The identifier of this resource server, compared exactly. */
  audience: string;
  keys: SigningKeys;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/**
 * The one strict verifier (RFC 8725). `typ: 'at+jwt'` takes access tokens at the MCP server;
 * `typ: 'user'` takes the person's token at the gateway, which carries no type or plain `JWT`.
 */
export function createTokenVerifier(
  options: TokenVerifierOptions & { typ: 'at+jwt' },
): TokenVerifier<McpTokenClaims>;
export function createTokenVerifier(
  options: TokenVerifierOptions & { typ: 'user' },
): TokenVerifier<UserTokenClaims>;
export function createTokenVerifier(
  options: TokenVerifierOptions & { typ: 'at+jwt' | 'user' },
): TokenVerifier<McpTokenClaims> | TokenVerifier<UserTokenClaims> {
  return options.typ === 'at+jwt'
    ? verifierOf(options, { claims: McpTokenClaims, types: ['at+jwt'], maxAgeSeconds: 300 })
    : verifierOf(options, {
        claims: UserTokenClaims,
        types: [undefined, 'JWT'],
        maxAgeSeconds: 15 * 60,
      });
}

function verifierOf<Claims>(
  { issuer, audience, keys, now = Date.now }: TokenVerifierOptions,
  profile: {
    claims: z.ZodType<Claims>;
    types: (string | undefined)[];
    maxAgeSeconds: number;
  },
): TokenVerifier<Claims> {
  async function keyFor(header: JWTHeaderParameters): Promise<CryptoKey> {
    if (!profile.types.includes(header.typ)) throw new errors.JWTInvalid('wrong token type');
    if (typeof header.kid !== 'string' || !keyId.test(header.kid)) {
      throw new errors.JWTInvalid('no key id');
    }
    const key = await keys.find(header.kid);
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  }

  return {
    async verify(token) {
      if (token.length > maxTokenChars || !compactSerialization.test(token)) {
        throw invalidToken('malformed');
      }
      try {
        const { payload } = await jwtVerify(token, keyFor, {
          algorithms: ['EdDSA'],
          issuer,
          audience,
          maxTokenAge: profile.maxAgeSeconds,
          clockTolerance: clockToleranceSeconds,
          currentDate: new Date(now()),
        });
        if (!token.split('.').slice(0, 2).every(namesEachOnce)) {
          throw new errors.JWTInvalid('a name is given twice');
        }
        return profile.claims.parse(payload);
      } catch (error) {
        if (error instanceof errors.JWTExpired) {
          throw new AppError('UNAUTHENTICATED', 'The token has expired.', { cause: error });
        }
        if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
          throw invalidToken(error);
        }
        throw error;
      }
    },
  };
}

/**
 * RFC 7519 §4: of a claim that is given twice parsers take the last, and other readers may take the
 * first. The issuer writes JSON as we do, so any other wording is not its own.
 */
function namesEachOnce(part: string): boolean {
  const text = Buffer.from(part, 'base64url').toString();
  return JSON.stringify(JSON.parse(text)) === text;
}

function invalidToken(cause: unknown): AppError {
  return new AppError('UNAUTHENTICATED', 'The token is not valid here.', { cause });
}

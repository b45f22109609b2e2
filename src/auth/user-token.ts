import { formatScopes, Scope } from '#src/contracts/scope.ts';
import { newId } from '#src/platform/new-id.ts';

export const userTokenLifeSeconds = 15 * 60;

/** What a user JWT says besides issuer, audience and subject. It never outlives the session. */
export function userTokenClaims(session: { id: string; expiresAt: Date }) {
  const iat = Math.floor(Date.now() / 1000);
  return {
    sid: session.id,
    scope: formatScopes(Scope.options),
    jti: newId(),
    iat,
    exp: Math.min(iat + userTokenLifeSeconds, Math.floor(session.expiresAt.getTime() / 1000)),
  };
}

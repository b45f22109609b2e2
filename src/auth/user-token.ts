import { formatScopes, type GrantedScope, Scope } from '#src/contracts/scope.ts';
import type { AuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';

export const userTokenLifeSeconds = 15 * 60;

/** What a user JWT says besides issuer, audience and subject. It never outlives the session. */
export async function userTokenClaims(
  database: AuthDatabase,
  session: { id: string; userId: string; expiresAt: Date },
) {
  const iat = Math.floor(Date.now() / 1000);
  return {
    sid: session.id,
    scope: formatScopes(await scopesOf(database, session.userId)),
    jti: newId(),
    iat,
    exp: Math.min(iat + userTokenLifeSeconds, Math.floor(session.expiresAt.getTime() / 1000)),
  };
}

/** Their own data is everybody's; who may count across people only the database's owner says. */
async function scopesOf(database: AuthDatabase, userId: string): Promise<GrantedScope[]> {
  const isOperator = (await database.operator.count({ where: { userId } })) > 0;
  return isOperator ? [...Scope.options, 'operator'] : [...Scope.options];
}

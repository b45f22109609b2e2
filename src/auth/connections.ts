import { createHash } from 'node:crypto';
import type { Connection } from '#src/contracts/connection.ts';
import type { AuthDatabase } from '#src/db/client.ts';
import { isKnownClient, offlineAccess } from './known-clients.ts';
import { redirectTarget } from './redirect-target.ts';

/** The clients that a person allowed to act for them, the last used first. */
export async function listConnections(
  database: AuthDatabase,
  userId: string,
): Promise<Connection[]> {
  const [consents, refreshTokens] = await Promise.all([
    database.oauthConsent.findMany({ where: { userId }, include: { client: true } }),
    database.oauthRefreshToken.findMany({
      where: { userId, revoked: null, expiresAt: { gt: new Date() } },
      select: { clientId: true, createdAt: true, scopes: true },
    }),
  ]);
  return consents
    .map(({ client, createdAt, updatedAt, scopes }): Connection => {
      const live = refreshTokens.filter((token) => token.clientId === client.clientId);
      const uses = live.map((token) => token.createdAt.getTime());
      const allowed = new Set([scopes, ...live.map((token) => token.scopes)].flat());
      allowed.delete(offlineAccess);
      return {
        clientId: client.clientId,
        name: client.name ?? client.clientId,
        known: isKnownClient(client.clientId),
        redirectTargets: [...new Set(client.redirectUris.map(redirectTarget))],
        scopes: [...allowed].toSorted(),
        active: live.length > 0,
        firstAllowedAt: createdAt.toISOString(),
        lastUsedAt: new Date(Math.max(updatedAt.getTime(), ...uses)).toISOString(),
      };
    })
    .toSorted((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt));
}

/** What these clients call themselves, connected or not. Names are no secret: anyone may ask for consent. */
export async function clientNames(
  database: AuthDatabase,
  clientIds: readonly string[],
): Promise<Record<string, string>> {
  const clients = await database.oauthClient.findMany({
    where: { clientId: { in: [...clientIds] } },
    select: { clientId: true, name: true },
  });
  return Object.fromEntries(clients.map(({ clientId, name }) => [clientId, name ?? clientId]));
}

/**
 * Takes back what a person allowed a client, or all clients: no token can be had any more, and the
 * last one dies within its life. Codes not yet traded go as well. Safe to repeat.
 * @returns statements of one transaction
 */
export function withoutConnections(database: AuthDatabase, userId: string, clientId?: string) {
  const where = { userId, ...(clientId !== undefined && { clientId }) };
  return [
    database.$executeRaw`
      delete from auth.verifications
      where case when value like '{"type":"authorization_code",%' then
        value::jsonb ->> 'userId' = ${userId}
        and value::jsonb -> 'query' ->> 'client_id'
          = coalesce(${clientId ?? null}, value::jsonb -> 'query' ->> 'client_id')
      end`,
    database.oauthConsent.deleteMany({ where }),
    database.oauthRefreshToken.deleteMany({ where }),
  ];
}

/** Whether what a refresh token was issued for is still allowed. Unknown tokens are for others to judge. */
export async function isStillAllowed(
  database: AuthDatabase,
  refreshToken: string,
): Promise<boolean> {
  const issued = await database.oauthRefreshToken.findUnique({
    where: { token: createHash('sha256').update(refreshToken).digest('base64url') },
    select: { clientId: true, userId: true, createdAt: true },
  });
  if (!issued) return true;
  const { clientId, userId, createdAt } = issued;
  const consent = await database.oauthConsent.findFirst({
    where: { clientId, userId, createdAt: { lte: createdAt } },
    select: { id: true },
  });
  return consent !== null;
}

import { GrantedScope } from '#src/contracts/scope.ts';
import { createAuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';
import { hashClientSecret } from './client-secret.ts';
import { accessTokenLifeSeconds, clientScopes, knownClients } from './known-clients.ts';
import { reencryptStored } from './reencrypt-stored.ts';
import type { AuthConfig } from './server.ts';
import { mintSigningKey } from './stored-signing-keys.ts';
import { tokenExchangeGrantType } from './token-exchange-grant.ts';
import { withAuthLock } from './with-auth-lock.ts';

export type PrepareAuthConfig = AuthConfig & {
  /** Connects as `throughline_web`. */
  databaseUrl: string;
  gatewayClientSecret: string;
};

/**
 * Makes what the identity provider needs before its first request: a signing key (better-auth
 * mints lazily and without a lock, one per concurrent request), the gateway's OAuth client, the MCP
 * clients that people may connect, the MCP resource and the links between them. Safe to repeat and
 * to run from several processes at once.
 */
export async function prepareAuth(config: PrepareAuthConfig): Promise<void> {
  const database = createAuthDatabase(config.databaseUrl);
  const clients = [
    {
      clientId: config.gatewayClientId,
      name: 'Throughline gateway',
      clientSecret: await hashClientSecret(config.gatewayClientSecret),
      tokenEndpointAuthMethod: 'client_secret_basic',
      grantTypes: [tokenExchangeGrantType],
      scopes: [...GrantedScope.options],
      disabled: false,
    },
    // An operator may disable one of these; that stays.
    ...knownClients.map((client) => ({
      ...client,
      tokenEndpointAuthMethod: 'none',
      applicationType: 'native',
      grantTypes: ['authorization_code', 'refresh_token'],
      responseTypes: ['code'],
      requirePKCE: true,
      scopes: clientScopes,
    })),
  ];
  const resource = {
    name: 'MCP server',
    // Of which each client has its own alone; operators reach theirs through the gateway.
    allowedScopes: [...clientScopes, GrantedScope.enum.operator],
    accessTokenTtl: accessTokenLifeSeconds,
    disabled: false,
  };
  const resourceId = config.mcpResource;
  try {
    await withAuthLock(database, async (transaction) => {
      await reencryptStored(transaction, config);
      if ((await transaction.jwks.count({ where: { expiresAt: null } })) === 0) {
        const now = new Date();
        await mintSigningKey(transaction, config, { createdAt: now, signsFrom: now });
      }
      await transaction.oauthResource.upsert({
        where: { identifier: resourceId },
        create: { id: newId(), identifier: resourceId, createdAt: new Date(), ...resource },
        update: resource,
      });
      for (const client of clients) {
        const { clientId } = client;
        await transaction.oauthClient.upsert({
          where: { clientId },
          create: { id: newId(), createdAt: new Date(), ...client },
          update: client,
        });
      }
      const clientIds = clients.map(({ clientId }) => clientId);
      await transaction.oauthClientResource.createMany({
        data: clientIds.map((clientId) => ({
          id: newId(),
          createdAt: new Date(),
          clientId,
          resourceId,
        })),
        skipDuplicates: true,
      });
      // What a client could reach under an earlier configuration, it no longer can.
      await transaction.oauthClientResource.deleteMany({
        where: { clientId: { in: clientIds }, resourceId: { not: resourceId } },
      });
      // Kept until here, so that one that is used again is noticed.
      await transaction.oauthRefreshToken.deleteMany({ where: { expiresAt: { lt: new Date() } } });
    });
  } finally {
    await database.$disconnect();
  }
}

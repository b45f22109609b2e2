import { Scope } from '#src/contracts/scope.ts';
import { createAuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';
import { hashClientSecret } from './client-secret.ts';
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
 * mints lazily and without a lock, one per concurrent request), the gateway's OAuth client, the
 * MCP resource and the link between them. Safe to repeat and to run from several processes at once.
 */
export async function prepareAuth(config: PrepareAuthConfig): Promise<void> {
  const database = createAuthDatabase(config.databaseUrl);
  const client = {
    name: 'Throughline gateway',
    clientSecret: await hashClientSecret(config.gatewayClientSecret),
    tokenEndpointAuthMethod: 'client_secret_basic',
    grantTypes: [tokenExchangeGrantType],
    scopes: [...Scope.options],
    disabled: false,
  };
  const resource = { name: 'MCP server', allowedScopes: [...Scope.options], disabled: false };
  const link = { clientId: config.gatewayClientId, resourceId: config.mcpResource };
  try {
    await withAuthLock(database, async (transaction) => {
      await reencryptStored(transaction, config);
      if ((await transaction.jwks.count({ where: { expiresAt: null } })) === 0) {
        const now = new Date();
        await mintSigningKey(transaction, config, { createdAt: now, signsFrom: now });
      }
      await transaction.oauthClient.upsert({
        where: { clientId: config.gatewayClientId },
        create: { id: newId(), clientId: config.gatewayClientId, createdAt: new Date(), ...client },
        update: client,
      });
      await transaction.oauthResource.upsert({
        where: { identifier: config.mcpResource },
        create: { id: newId(), identifier: config.mcpResource, createdAt: new Date(), ...resource },
        update: resource,
      });
      await transaction.oauthClientResource.upsert({
        where: { clientId_resourceId: link },
        create: { id: newId(), createdAt: new Date(), ...link },
        update: {},
      });
      // What the client could reach under an earlier configuration, it no longer can.
      await transaction.oauthClientResource.deleteMany({
        where: { clientId: link.clientId, resourceId: { not: link.resourceId } },
      });
    });
  } finally {
    await database.$disconnect();
  }
}

import { z } from 'zod';
import type { AuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';
import { isDynamic } from './known-clients.ts';

const maxRegistrations = 1_000;
const unusedLifeMs = 24 * 60 * 60 * 1000;

/** One line of readable text: no markup can hide in it, and no letters that turn others around. */
const ClientName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+$/u, 'must be one line of readable text');

/** What a client may say of itself (RFC 7591 §2). Addresses that we would have to fetch are not among it. */
const ClientMetadata = z.object({
  client_name: ClientName.default('Unnamed client'),
  redirect_uris: z.array(z.string().max(500)).min(1).max(10),
  application_type: z.enum(['native', 'web']).optional(),
  token_endpoint_auth_method: z
    .enum(['none', 'client_secret_basic', 'client_secret_post'])
    .default('client_secret_basic'),
});

/**
 * A registration as the provider should take it, or why it is refused. Clients of the installed kind
 * forget to say so (`application_type`), and then could not name an address on the person's device.
 */
export function clientMetadata(
  body: unknown,
): { metadata: object } | { error_description: string; error: 'invalid_client_metadata' } {
  const parsed = ClientMetadata.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { error: 'invalid_client_metadata', error_description: faults.join('; ') };
  }
  const { application_type, ...metadata } = parsed.data;
  const onTheDevice = metadata.redirect_uris.some((uri) => !/^https:/i.test(uri));
  return {
    metadata: {
      ...metadata,
      application_type: application_type ?? (onTheDevice ? 'native' : 'web'),
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  };
}

/** Makes room by removing what nobody ever allowed. False: there are too many all the same. */
export async function hasRoomForClient(database: AuthDatabase): Promise<boolean> {
  const registered = { clientId: isDynamic };
  await database.oauthClient.deleteMany({
    where: {
      ...registered,
      createdAt: { lt: new Date(Date.now() - unusedLifeMs) },
      consents: { none: {} },
    },
  });
  return (await database.oauthClient.count({ where: registered })) < maxRegistrations;
}

/** The one resource there is; a client that is not linked to it gets no token. */
export async function linkClient(
  database: AuthDatabase,
  clientId: string,
  resourceId: string,
): Promise<void> {
  await database.oauthClientResource.create({
    data: { id: newId(), createdAt: new Date(), clientId, resourceId },
  });
}

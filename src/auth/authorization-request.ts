import { constantTimeEqual, makeSignature } from 'better-auth/crypto';
import type { AuthDatabase } from '#src/db/client.ts';
import { isKnownClient, offlineAccess } from './known-clients.ts';
import { redirectTarget } from './redirect-target.ts';
import type { Auth } from './server.ts';

/** What a client asks a person for, checked by the provider before it sent them to the consent page. */
export interface AuthorizationRequest {
  clientName: string;
  /** Registered by the operator or by Throughline, not by itself. */
  known: boolean;
  redirectTarget: string;
  /** Those that say what the client may do. */
  scopes: string[];
  /** To be handed back to the provider with the decision. */
  query: string;
}

/**
 * Reads the consent page's address, which carries the authorization request signed by the provider
 * for ten minutes. Undefined when it is not whole, is too old, or its client is gone.
 */
export async function readAuthorizationRequest(
  auth: Auth,
  database: AuthDatabase,
  parameters: URLSearchParams,
): Promise<AuthorizationRequest | undefined> {
  const { secret } = await auth.$context;
  if (!(await isSigned(parameters, secret))) return undefined;
  const client = await database.oauthClient.findUnique({
    where: { clientId: parameters.get('client_id') ?? '' },
    select: { clientId: true, name: true, disabled: true },
  });
  const redirectUri = parameters.get('redirect_uri');
  if (!client || client.disabled === true || redirectUri === null) return undefined;
  const scopes = (parameters.get('scope') ?? '').split(' ');
  return {
    clientName: client.name ?? client.clientId,
    known: isKnownClient(client.clientId),
    redirectTarget: redirectTarget(redirectUri),
    scopes: scopes.filter((scope) => scope !== '' && scope !== offlineAccess),
    query: parameters.toString(),
  };
}

/** As the provider signs: over every other parameter, sorted by name and value. */
async function isSigned(parameters: URLSearchParams, secret: string): Promise<boolean> {
  const [signature, ...others] = parameters.getAll('sig');
  if (signature === undefined || others.length > 0) return false;
  const signed = [...parameters].filter(([name]) => name !== 'sig');
  const canonical = new URLSearchParams(signed.toSorted(compareEntries)).toString();
  const expected = await makeSignature(canonical, secret);
  const lastSecond = Number(parameters.get('exp'));
  return constantTimeEqual(signature, expected) && lastSecond * 1000 >= Date.now();
}

function compareEntries(a: [string, string], b: [string, string]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
}

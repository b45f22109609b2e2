import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createClient, type TestDatabase } from './database.ts';
import { newSigningKey, type SigningKey } from './jwks-server.ts';

/** Keys that the issuer publishes and a test holds: it can sign what the issuer never would. */
export interface IssuerKeys {
  readonly key: SigningKey;
  /** For ES256, which no tier takes. */
  readonly ecKey: { readonly kid: string; readonly privateKey: KeyObject };
}

/** Puts the keys beside the identity provider's own; older than those, they sign nothing of its. */
export async function publishIssuerKeys(database: TestDatabase): Promise<IssuerKeys> {
  const key = newSigningKey(randomUUID());
  const ecKey = { kid: randomUUID(), ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
  await using owner = await createClient(database.owner);
  for (const { kid, publicKey } of [key, ecKey]) {
    await owner.query(
      `INSERT INTO auth.signing_keys (id, public_key, private_key, created_at)
       VALUES ($1, $2, '', to_timestamp(0))`,
      [kid, JSON.stringify(publicKey.export({ format: 'jwk' }))],
    );
  }
  return { key, ecKey };
}

import { symmetricEncrypt } from 'better-auth/crypto';
import { generateExportedKeyPair, type Jwk } from 'better-auth/plugins';
import type { AuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';
import { type AuthSecrets, secretConfig } from './auth-secrets.ts';
import { userTokenLifeSeconds } from './user-token.ts';
import type { AuthTransaction } from './with-auth-lock.ts';

export const keyPairConfig = { alg: 'EdDSA', crv: 'Ed25519' } as const;

/** A key stays published this long after it last signed: longer than any token lives. */
export const publishedAfterSigningSeconds = userTokenLifeSeconds + 5 * 60;

/**
 * The keys as the jwt plugin takes them. It publishes all and signs with the newest: a key that
 * must not sign yet is told as the oldest.
 */
export async function publishedKeys(database: AuthDatabase): Promise<Jwk[]> {
  const now = new Date();
  const stored = await database.jwks.findMany();
  return stored.map(({ id, publicKey, privateKey, createdAt, signsFrom, expiresAt }) => ({
    id,
    publicKey,
    privateKey,
    createdAt: signsFrom > now ? new Date(0) : createdAt,
    ...(expiresAt && { expiresAt }),
    ...keyPairConfig,
  }));
}

/** Makes a key that is published when the transaction ends. */
export async function mintSigningKey(
  transaction: AuthTransaction,
  secrets: AuthSecrets,
  { createdAt, signsFrom }: { createdAt: Date; signsFrom: Date },
) {
  const { publicWebKey, privateWebKey } = await generateExportedKeyPair({
    jwks: { keyPairConfig },
  });
  const encrypted = await symmetricEncrypt({
    key: secretConfig(secrets),
    data: JSON.stringify(privateWebKey),
  });
  return transaction.jwks.create({
    data: {
      id: newId(),
      publicKey: JSON.stringify(publicWebKey),
      privateKey: JSON.stringify(encrypted),
      createdAt,
      signsFrom,
      ...keyPairConfig,
    },
  });
}

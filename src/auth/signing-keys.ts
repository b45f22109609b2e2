import { z } from 'zod';

/** Finds the key that a token names. Undefined: the issuer has no such key. */
export interface SigningKeys {
  find(kid: string): Promise<CryptoKey | undefined>;
}

const Ed25519Jwk = z.object({
  kid: z.string().min(1),
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().min(1),
});

const JsonWebKeySet = z.object({ keys: z.array(z.unknown()).max(100) });

/**
 * The Ed25519 public keys of a JSON Web Key Set (RFC 7517), by key id; keys of other kinds are left
 * out. Throws when the document is not a key set or holds no key that we could use.
 */
export async function importSigningKeys(document: unknown): Promise<Map<string, CryptoKey>> {
  const usable = JsonWebKeySet.parse(document).keys.flatMap((jwk) => {
    const parsed = Ed25519Jwk.safeParse(jwk);
    return parsed.success ? [parsed.data] : [];
  });
  if (usable.length === 0) throw new Error('The key set holds no Ed25519 key.');
  return new Map(
    await Promise.all(
      usable.map(async ({ kid, kty, crv, x }) => {
        const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, 'Ed25519', false, [
          'verify',
        ]);
        return [kid, key] as const;
      }),
    ),
  );
}

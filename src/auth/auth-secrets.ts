import { createHash } from 'node:crypto';
import type { SecretConfig } from 'better-auth/crypto';

/** BETTER_AUTH_SECRET and the ones before it, of which old signatures and ciphertexts are still good. */
export interface AuthSecrets {
  secret: string;
  previousSecrets: readonly string[];
}

/** The current secret and then the previous ones, each with the version that ciphertexts name it by. */
export function versionedSecrets({ secret, previousSecrets }: AuthSecrets) {
  return [...new Set([secret, ...previousSecrets])].map((value) => ({
    version: secretVersion(value),
    value,
  }));
}

/** The same secrets as better-auth's own encryption takes them. */
export function secretConfig(secrets: AuthSecrets): SecretConfig {
  return {
    keys: new Map(versionedSecrets(secrets).map(({ version, value }) => [version, value])),
    currentVersion: secretVersion(secrets.secret),
    legacySecret: secrets.secret,
  };
}

/** Follows from the secret itself, so that nobody has to count rotations; 48 bits of its hash. */
function secretVersion(secret: string): number {
  return createHash('sha256').update('secret version\0').update(secret).digest().readUIntBE(0, 6);
}

import { parseEnvelope, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { z } from 'zod';
import { ConfigError } from '#src/config/parse-env.ts';
import { type AuthSecrets, secretConfig, versionedSecrets } from './auth-secrets.ts';
import type { AuthTransaction } from './with-auth-lock.ts';

/**
 * Encrypts anew, with the current secret, what better-auth stored under another: the private keys,
 * and whatever its plugins encrypt in whatever column. After it the previous secrets serve cookies
 * alone.
 * @throws ConfigError when a value can be read with none of the secrets, before anything fails by it
 */
export async function reencryptStored(
  transaction: AuthTransaction,
  secrets: AuthSecrets,
): Promise<void> {
  const keys = await transaction.jwks.findMany({ where: { privateKey: { not: '' } } });
  for (const { id, privateKey } of keys) {
    const old = z.string().parse(JSON.parse(privateKey));
    const ciphertext = await reencrypted(old, secrets);
    if (ciphertext === old) continue;
    const data = { privateKey: JSON.stringify(ciphertext) };
    await transaction.jwks.update({ where: { id }, data });
  }
  // To read every table is worth it after a rotation only.
  if (secrets.previousSecrets.length > 0) await reencryptColumns(transaction, secrets);
}

/** The names come from PostgreSQL's catalogue, quoted there. */
async function reencryptColumns(transaction: AuthTransaction, secrets: AuthSecrets) {
  const columns = await transaction.$queryRaw<{ table: string; column: string }[]>`
    select quote_ident(table_name) as table, quote_ident(column_name) as column
    from information_schema.columns where table_schema = 'auth' and data_type = 'text'`;
  for (const { table, column } of columns) {
    const rows = await transaction.$queryRawUnsafe<{ value: string }[]>(
      `select ${column} as value from auth.${table} where ${column} like '$ba$%'`,
    );
    for (const { value: old } of rows) {
      const ciphertext = await reencrypted(old, secrets);
      if (ciphertext === old) continue;
      await transaction.$executeRawUnsafe(
        `update auth.${table} set ${column} = $1 where ${column} = $2`,
        ciphertext,
        old,
      );
    }
  }
}

async function reencrypted(ciphertext: string, secrets: AuthSecrets): Promise<string> {
  const key = secretConfig(secrets);
  const version = parseEnvelope(ciphertext)?.version;
  if (version === key.currentVersion) return ciphertext;
  for (const { version: known, value } of versionedSecrets(secrets)) {
    // Before there were versions, nothing said which secret it was.
    if (version !== undefined && version !== known) continue;
    const data = await symmetricDecrypt({
      key: { ...key, legacySecret: value },
      data: ciphertext,
    }).catch(() => undefined);
    if (data !== undefined) return symmetricEncrypt({ key, data });
  }
  throw new ConfigError(
    'What is stored encrypted (signing keys, second factors) cannot be read with BETTER_AUTH_SECRET. ' +
      'Put the secret that it was written with into BETTER_AUTH_PREVIOUS_SECRETS.',
  );
}

import { rotateSigningKeys } from '#src/auth/rotate-signing-keys.ts';
import { ConfigError } from '#src/config/parse-env.ts';
import { loadWebConfig, type WebConfig } from '#src/config/web.ts';
import { createAuthDatabase } from '#src/db/client.ts';

/** Publishes a new signing key and tells what will happen when. Reads the environment of `web`. */
export async function rotateKeys(config: WebConfig): Promise<void> {
  const database = createAuthDatabase(config.databaseUrl);
  try {
    const { keyId, signsFrom, othersGoneAt, isNew } = await rotateSigningKeys(database, config);
    process.stdout.write(
      `  ${isNew ? 'A new signing key is published' : 'A rotation is under way'}: ${keyId}\n` +
        `  It signs from ${signsFrom.toISOString()} on, when every server has it.\n` +
        `  The keys before it are published until ${othersGoneAt.toISOString()}.\n`,
    );
  } finally {
    await database.$disconnect();
  }
}

if (import.meta.main) {
  try {
    await rotateKeys(loadWebConfig());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Secrets = z.object({
  postgresPassword: z.string(),
  rolePasswords: z.object({ web: z.string(), gateway: z.string(), tools: z.string() }),
  betterAuthSecret: z.string(),
  /** Their ciphertexts are gone once the database was prepared anew, their cookies within a week. */
  previousBetterAuthSecrets: z
    .array(z.object({ secret: z.string(), replacedAt: z.iso.datetime() }))
    .default([]),
  gatewayClientSecret: z.string(),
  demoPassword: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

/** The secrets of this data directory, minted at the first call; only their owner can read them. */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return Secrets.parse(JSON.parse(text));

  const secrets = mintSecrets();
  await saveSecrets(dataDir, secrets);
  return secrets;
}

export async function saveSecrets(dataDir: string, secrets: Secrets): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await replacePrivateFile(join(dataDir, 'secrets.json'), `${JSON.stringify(secrets, null, 2)}\n`);
}

/** Written beside its place and moved there whole: what it opens would be lost with it. */
export async function replacePrivateFile(file: string, text: string, mode = 0o600): Promise<void> {
  await writeFile(`${file}.new`, text, { mode, flush: true });
  await rename(`${file}.new`, file);
}

/** New ones, as random as they are long. */
export function mintSecrets(): Secrets {
  return {
    postgresPassword: mintSecret(),
    rolePasswords: { web: mintSecret(), gateway: mintSecret(), tools: mintSecret() },
    betterAuthSecret: mintSecret(),
    previousBetterAuthSecrets: [],
    gatewayClientSecret: mintSecret(),
    demoPassword: mintPassword(),
  };
}

export function mintSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** To be read from a screen and typed: no letters that look alike; 20 of them are 98 bits. */
function mintPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

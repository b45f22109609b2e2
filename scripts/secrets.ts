import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Secrets = z.object({
  postgresPassword: z.string(),
  rolePasswords: z.object({ web: z.string(), gateway: z.string(), tools: z.string() }),
  betterAuthSecret: z.string(),
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
  await mkdir(dataDir, { recursive: true });
  // Written beside its place and moved there whole: what it opens is lost with it.
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });
  await rename(`${file}.new`, file);
  return secrets;
}

/** New ones, as random as they are long. */
export function mintSecrets(): Secrets {
  return {
    postgresPassword: mintSecret(),
    rolePasswords: { web: mintSecret(), gateway: mintSecret(), tools: mintSecret() },
    betterAuthSecret: mintSecret(),
    gatewayClientSecret: mintSecret(),
    demoPassword: mintPassword(),
  };
}

function mintSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** To be read from a screen and typed: no letters that look alike; 20 of them are 98 bits. */
function mintPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

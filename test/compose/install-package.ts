import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { runCommand } from './run-command.ts';

const timeoutMs = 240_000;
/** Debian asks this program whether a package may start its services. */
const policy = '/usr/sbin/policy-rc.d';

/**
 * Installs a package of the system, whose services stay as they are.
 * @returns false where there is no apt-get, no right to use it or no such package
 */
export async function installPackage(name: string): Promise<boolean> {
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs };
  const isOurs = process.getuid?.() === 0 && !existsSync(policy);
  try {
    if (isOurs) await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    await runCommand('apt-get', ['update', '-qq'], options);
    const flags = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
    await runCommand('apt-get', ['install', ...flags, name], options);
    return true;
  } catch {
    return false;
  } finally {
    if (isOurs) await rm(policy, { force: true });
  }
}

import { execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An unprivileged account of the system, as `spawn` takes it. */
export type PostgresAccount = { uid: number; gid: number };

/**
 * The account PostgreSQL runs under, or undefined for "as we are". PostgreSQL refuses to run as
 * root, so root lends it `postgres`, or an account `throughline` made for it.
 */
export function postgresAccount(): PostgresAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = findAccount('postgres') ?? findAccount('throughline') ?? createAccount();
  if (account) return account;
  throw new Error(
    'PostgreSQL does not run as root, and no account could be made for it. ' +
      'Run `useradd --system throughline` once, or start as an ordinary user.',
  );
}

/** True when the account may pass through every directory above and including `path`. */
export async function canReach(account: PostgresAccount, path: string): Promise<boolean> {
  try {
    const { mode, uid, gid } = await stat(path);
    const enter = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & enter) === 0) return false;
  } catch {
    // Not there yet: whoever makes it decides.
  }
  const parent = dirname(path);
  return parent === path || canReach(account, parent);
}

function createAccount(): PostgresAccount | undefined {
  const noLogin = ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  run('useradd', [...noLogin, '--user-group', 'throughline']);
  return findAccount('throughline');
}

function findAccount(name: string): PostgresAccount | undefined {
  const uid = Number.parseInt(run('id', ['-u', name]), 10);
  const gid = Number.parseInt(run('id', ['-g', name]), 10);
  return Number.isNaN(uid) || Number.isNaN(gid) ? undefined : { uid, gid };
}

function run(command: string, args: string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

import { randomUUID } from 'node:crypto';
import { runCommand } from './compose/run-command.ts';

export interface TemporaryAccount {
  uid: number;
  gid: number;
  remove(): Promise<void>;
}

/** An ordinary account of the system without a home, made by root for a test. */
export async function temporaryAccount(): Promise<TemporaryAccount> {
  const name = `throughline-${randomUUID().slice(0, 8)}`;
  await runCommand('useradd', ['--system', '--no-create-home', '--user-group', name]);
  const id = async (flag: string) => Number(await runCommand('id', [flag, name]));
  return {
    uid: await id('-u'),
    gid: await id('-g'),
    remove: async () => {
      await runCommand('userdel', [name]);
    },
  };
}

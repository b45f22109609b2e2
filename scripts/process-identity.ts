import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a live process began and what it runs, or undefined when there is none. A bare process id
 * says little: after a restart of the machine it may belong to anything.
 */
export function processIdentity(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // A process that ended but was not yet reaped has an empty command line.
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // Fields after the name, which may itself hold spaces; the 22nd of all is the start time.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
      return command && `${fields?.[19]} ${command}`;
    }
    const args = ['-ww', '-o', 'lstart=,command=', '-p', String(pid)];
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('ps', args, { encoding: 'utf8', stdio }).trim();
  } catch {
    return undefined;
  }
}

import { spawn } from 'node:child_process';

/**
 * Ends another process with this one, however this one ends: a tiny shell waits on a pipe that the
 * system closes even at SIGKILL, then passes the signal on.
 * @param target process id; negative for a whole group, as with `process.kill`
 * @returns what takes the leash off, to be called once the target has ended by itself
 */
export function leash(target: number, signal: 'SIGINT' | 'SIGTERM'): () => void {
  const script = 'read -r line; kill -s "$1" -- "$2" 2>/dev/null';
  const args = ['-c', script, 'leash', signal.slice('SIG'.length), String(target)];
  const shell = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  // Where there is no such shell the target outlives a SIGKILL; the next start deals with it.
  shell.on('error', () => undefined);
  return () => {
    shell.kill('SIGKILL');
  };
}

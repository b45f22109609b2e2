import type { ChildProcess } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

/**
 * Hands each line of a process's output to `onLine`, and writes it, without colours, to a file.
 * @param file descriptor, closed when the output ends
 */
export function passOnLines(
  child: ChildProcess,
  file: number,
  onLine: (line: string) => void,
): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      writeSync(file, `${stripVTControlCharacters(line)}\n`);
      onLine(line);
    });
  }
  child.once('close', () => closeSync(file));
}

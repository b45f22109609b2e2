import { readFile } from 'node:fs/promises';

/** The end of a log file, for a message about what went wrong. */
export async function lastLines(file: string, count: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-count).join('\n');
}

import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One hash of the names and contents of these files and of all files within these directories.
 * Missing paths count as absent.
 * @param skip paths, relative to `root`, that do not matter
 */
export async function hashFiles(
  root: string,
  paths: string[],
  skip: (path: string) => boolean = () => false,
): Promise<string> {
  const files = (await Promise.all(paths.map((path) => filesWithin(root, path)))).flat();
  const relevant = files.filter((path) => !skip(path)).toSorted();
  const hash = createHash('sha256');
  const contents = await Promise.all(relevant.map((path) => readFile(join(root, path))));
  for (const [at, content] of contents.entries()) {
    hash.update(`${relevant[at]}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesWithin(root: string, path: string): Promise<string[]> {
  const info = await stat(join(root, path)).catch(() => undefined);
  if (!info) return [];
  if (info.isFile()) return [path];
  const names = await readdir(join(root, path));
  return (await Promise.all(names.map((name) => filesWithin(root, join(path, name))))).flat();
}

import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

/**
 * Every file that these entries load: their imports, the packages of those, and the folders they
 * read by `import.meta`. Nothing is run.
 * @param root the project; what lies outside is refused
 * @param entries paths within it
 * @returns paths relative to `root`, sorted
 * @throws when something that is imported cannot be found
 */
export async function traceFiles(root: string, entries: string[]): Promise<string[]> {
  const { fileList, warnings } = await nodeFileTrace(
    entries.map((entry) => join(root, entry)),
    {
      base: root,
      processCwd: root,
      readFile: readAsJavaScript,
      // Editors' and type checkers' files, and documents that packages carry along.
      ignore: (path) => /\.(d\.[cm]?ts|map|md|test\.ts)$|(^|\/)\.bin\//.test(path),
    },
  );
  const missing = [...warnings].filter(({ message }) => isOfTheProject(message));
  if (missing.length > 0) throw new Error(missing.map(({ message }) => message).join('\n'));
  return [...fileList].toSorted();
}

/** The tracer reads JavaScript; the types go exactly as Node lets them go when it runs the file. */
async function readAsJavaScript(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return null;
    throw error;
  });
  const isOurs = /\.[cm]?ts$/.test(path) && !path.includes('/node_modules/');
  return text !== null && isOurs ? stripTypeScriptTypes(text) : text;
}

/** Packages ask for optional parts that are not there; a file of ours does not. */
function isOfTheProject(warning: string): boolean {
  return !warning.includes('node_modules');
}

import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

const isSource = (path: string) =>
  /\.(ts|mjs|json)$/.test(path) && !/\.(test|type-test)\.ts$/.test(path);

/**
 * Calls `onChange` with each source within these directories that is written, replaced, added or
 * removed; tests are none of the running system.
 *
 * Directories are watched, not files: many editors, and git, save by putting a new file in place of
 * the old one, which a watch on the file does not survive.
 */
export function watchSources(directories: string[], onChange: (path: string) => void): void {
  // Elsewhere one watch sees a whole tree.
  const isLinux = process.platform === 'linux';
  const watchers = new Map<string, FSWatcher>();

  const watchTree = (directory: string): void => {
    if (watchers.has(directory)) return;
    const watcher = watch(directory, { recursive: !isLinux }, (_event, name) => {
      if (isLinux) watchSubdirectories(directory);
      if (name !== null && isSource(name)) onChange(join(directory, name));
    });
    // A directory that goes away takes its watch with it.
    const forget = () => {
      watcher.close();
      watchers.delete(directory);
    };
    watcher.once('error', forget);
    watchers.set(directory, watcher);
    if (isLinux) watchSubdirectories(directory);
  };
  const watchSubdirectories = (directory: string): void => {
    try {
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        if (entry.isDirectory()) watchTree(join(directory, entry.name));
      }
    } catch {
      watchers.get(directory)?.close();
      watchers.delete(directory);
    }
  };
  directories.forEach(watchTree);
}

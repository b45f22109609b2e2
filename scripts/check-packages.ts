import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Names = z.record(z.string(), z.string()).default({});
const Manifest = z.object({
  dependencies: Names,
  devDependencies: Names,
  allowScripts: z.record(z.string(), z.boolean()),
});
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      dependencies: Names,
      devDependencies: Names,
    }),
  ),
});

/** Builds for other platforms, which npm locks by version alone when it cannot see their archives. */
const platformBuild =
  /^(@next\/swc|@oxc-parser\/binding|@oxlint\/binding|@oxlint-tsgolint\/\w+|@swc\/core|@tailwindcss\/oxide)-/;

/**
 * What is wrong with the packages, in words: each is pinned exactly and locked with the hash of its
 * archive, and a script that would run at installation is allowed or refused by name.
 * @param installed npm's own record of what lies in node_modules
 */
export function packageFaults(texts: {
  manifest: string;
  lock: string;
  installed: string;
}): string[] {
  const manifest = Manifest.parse(JSON.parse(texts.manifest));
  const lock = Lock.parse(JSON.parse(texts.lock)).packages;
  const installed = Lock.parse(JSON.parse(texts.installed)).packages;
  const asked = { ...manifest.dependencies, ...manifest.devDependencies };
  const locked = { ...lock['']?.dependencies, ...lock['']?.devDependencies };
  const faults: string[] = [];
  for (const [name, version] of Object.entries(asked)) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      faults.push(`${name} is not pinned: ${version}`);
    const entry = lock[`node_modules/${name}`]?.version;
    if (locked[name] !== version || entry !== version) faults.push(`${name} is not locked`);
  }
  for (const [path, { integrity, optional }] of Object.entries(lock)) {
    if (path === '' || integrity?.startsWith('sha512-')) continue;
    if (!(optional && platformBuild.test(nameOf(path)))) faults.push(`${path} is locked unhashed`);
  }
  for (const [path, { integrity, hasInstallScript }] of Object.entries({ ...lock, ...installed })) {
    if (hasInstallScript && !(nameOf(path) in manifest.allowScripts)) {
      faults.push(`${nameOf(path)} has an install script that allowScripts does not name`);
    }
    if (path in installed && path in lock && integrity !== lock[path]?.integrity) {
      faults.push(`${path} is installed as something else than is locked`);
    }
  }
  return faults;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

if (import.meta.main) {
  const read = (path: string) => readFile(join(import.meta.dirname, '..', path), 'utf8');
  const [manifest, lock, installed] = await Promise.all([
    read('package.json'),
    read('package-lock.json'),
    read('node_modules/.package-lock.json'),
  ]);
  const faults = packageFaults({ manifest, lock, installed });
  for (const fault of faults) console.log(fault);
  if (faults.length > 0) process.exitCode = 1;
}

import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { postgresBinaries } from '#scripts/postgres-files.ts';
import type { DockerEngine } from './docker-engine.ts';
import { runCommand } from './run-command.ts';

export interface BaseImages {
  /** Variables for docker-compose.yml; empty where its own images can be had. */
  readonly variables: Record<string, string>;
  readonly description: string;
  /** Pulled or made for this run, to be removed afterwards. */
  readonly added: readonly string[];
}

/**
 * The images that docker-compose.yml builds on: pulled, or else made from this machine's Node, the
 * libraries it needs, and the embedded PostgreSQL.
 */
export async function provideBaseImages(
  engine: DockerEngine,
  directory: string,
  suffix: string,
): Promise<BaseImages> {
  const official = ['node:24-bookworm-slim', 'postgres:18-bookworm'];
  const pulled: string[] = [];
  try {
    for (const image of official) {
      const isHere = await engine.docker('image', 'inspect', image).catch(() => undefined);
      if (isHere !== undefined) continue;
      await engine.pull(image);
      pulled.push(image);
    }
    return { variables: {}, description: official.join(' and '), added: pulled };
  } catch {
    // No registry within reach.
  }
  const node = `throughline-base-node:${suffix}`;
  const postgres = `throughline-base-postgres:${suffix}`;
  await importImage(engine, node, join(directory, 'node'), nodeRoot, []);
  await importImage(engine, postgres, join(directory, 'postgres'), postgresRoot, [
    'USER 999:999',
    'ENTRYPOINT ["node", "/entrypoint.mjs"]',
  ]);
  return {
    variables: { NODE_IMAGE: node, POSTGRES_IMAGE: postgres },
    description: 'base images made here: no registry answered',
    added: [...pulled, node, postgres],
  };
}

async function importImage(
  engine: DockerEngine,
  name: string,
  root: string,
  fill: (root: string) => Promise<void>,
  changes: string[],
): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o755 });
  await fill(root);
  const archive = `${root}.tar`;
  await runCommand('tar', ['-C', root, '--numeric-owner', '-cf', archive, '.']);
  const path = 'ENV PATH=/usr/local/bin:/usr/bin:/bin';
  const flags = [path, ...changes].flatMap((change) => ['--change', change]);
  await engine.docker('import', ...flags, archive, name);
}

/** Node, what it is linked against, and an account. */
async function nodeRoot(root: string): Promise<void> {
  await install(process.execPath, join(root, 'usr/local/bin/node'));
  await copyLibraries(process.execPath, root);
  await mkdir(join(root, 'etc'), { recursive: true });
  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0::/root:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n',
  );
  await writeFile(join(root, 'etc/group'), 'root:x:0:\npostgres:x:999:\nnode:x:1000:\n');
  await writeFile(
    join(root, 'etc/nsswitch.conf'),
    'passwd: files\ngroup: files\nhosts: files dns\n',
  );
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
}

/** On top of Node: the embedded PostgreSQL, the shell that initdb calls, and the official image's manners. */
async function postgresRoot(root: string): Promise<void> {
  await nodeRoot(root);
  const { postgres } = await postgresBinaries(undefined);
  const installed = dirname(dirname(postgres));
  const home = join(root, 'usr/lib/postgresql');
  await cp(installed, home, { recursive: true, verbatimSymlinks: true });
  await runCommand('chmod', ['-R', 'a+rX', home]);
  for (const program of ['postgres', 'initdb']) {
    await copyLibraries(join(installed, 'bin', program), root, join(installed, 'lib'));
  }
  await install('/bin/sh', join(root, 'bin/sh'));
  await copyLibraries('/bin/sh', root);
  await cp(join(import.meta.dirname, 'postgres-entrypoint.mjs'), join(root, 'entrypoint.mjs'));
  await install(
    join(import.meta.dirname, 'pg-isready.mjs'),
    join(root, 'usr/local/bin/pg_isready'),
  );
  const data = join(root, 'var/lib/postgresql');
  await mkdir(data, { recursive: true });
  await runCommand('chown', ['999:999', data]);
}

/** The shared libraries of a program, at the paths where its loader looks for them. */
async function copyLibraries(program: string, root: string, own = ''): Promise<void> {
  const output = await runCommand('ldd', [program], {
    env: { LD_LIBRARY_PATH: own },
  });
  const paths = [...output.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = '']) => path);
  for (const path of paths.filter((path) => own === '' || !path.startsWith(own))) {
    const target = join(root, path);
    if (!existsSync(target)) await install(path, target);
  }
}

async function install(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { dereference: true });
  await chmod(target, 0o755);
}

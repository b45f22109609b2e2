import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Revisions of the protocol that the suite has a frozen set of requirements for. */
export const revisions = ['2025-11-25', '2026-07-28'] as const;
export type Revision = (typeof revisions)[number];

const Checks = z.array(
  z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }),
);
export type Checks = z.infer<typeof Checks>;

/** The names of the server scenarios that the suite runs for a revision, scored or not. */
export async function listScenarios(revision: Revision): Promise<string[]> {
  const text = await conformance(['list', '--server', '--requirements', revision]);
  const [scored = '', others = ''] = text.split('Run and reported');
  return [
    ...found(scored.split('Client scenarios')[0] ?? '', /^ {2}- (\S+)$/gm),
    ...found(others, /^ {4}- (\S+) \[server\]$/gm),
  ];
}

/** Runs the suite's server scenarios of a revision. @returns the checks of each, by its name */
export async function runScenarios(url: string, revision: Revision): Promise<Map<string, Checks>> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-conformance-'));
  try {
    await conformance(['server', '--url', url, '--requirements', revision, '-o', folder]);
    const results = await readdir(folder);
    return new Map(
      await Promise.all(
        results.map(async (result) => {
          const name = /^server-(.*)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(result)?.[1] ?? result;
          const file = join(folder, result, 'checks.json');
          return [name, Checks.parse(JSON.parse(await readFile(file, 'utf8')))] as const;
        }),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its exit code tells no more than the files: it is 1 as soon as one scenario fails. */
async function conformance(args: string[]): Promise<string> {
  const command = fileURLToPath(
    import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'),
  );
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  await once(child, 'close');
  return output;
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

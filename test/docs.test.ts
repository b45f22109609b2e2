import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const notOurs = /(^|\/)(node_modules|\.git|\.next|\.deploy|\.throughline[^/]*|generated)(\/|$)/;

const files = filesIn(root);
const decisions = files.filter((file) => file.startsWith('docs/decisions/'));
const pages = [
  'README.md',
  'AGENTS.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/CHANGES.md',
].concat(
  'bench/README.md',
  'docs/examples/README.md',
  'docs/prove.md',
  'docs/external-clients.md',
  'docs/mcp-conformance.md',
  'docs/operations.md',
  decisions,
);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(folder, entry.name));
    if (notOurs.test(path)) return [];
    return entry.isDirectory() ? filesIn(join(root, path)) : [path];
  });
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

describe.each(pages)('in %s', (page) => {
  const text = read(page);

  test('every link leads somewhere', () => {
    const targets = [
      ...found(text, /\]\(([^)\s]+)\)/g),
      ...found(text, /(?:src|srcset|href)="([^"]+)"/g),
    ];
    const local = targets.filter((target) => !/^(https?:|#)/.test(target));
    expect(local.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  test('every path that it names exists', () => {
    const named = [
      // With a slash or an extension: not `tasks.add`, `/ready` or `text/plain`.
      ...found(text, /`((?:[\w.-]+\/)*[\w.<>-]+(?:\/|\.(?:ts|tsx|mjs|json|md|sql|sh|yml)))`/g),
      // In links and blocks of code too.
      ...found(
        text,
        /\b((?:src|mcp-server|offline-model|prisma|scripts|test|bench|docs)\/[\w./<>-]+\.\w+)/g,
      ),
    ];
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  test('every npm script that it names is one', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    const named = [
      ...found(text, /npm run (?:--silent )?([\w:-]+)/g),
      ...found(text, /npm (start|test)\b/g),
    ];
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

/** By its whole path, or the end of one. `<tool>` and the example tool stand for any name. */
function isThere(path: string): boolean {
  if (path.startsWith('.throughline') || path.startsWith('node_modules/')) return true;
  const pattern = path
    .replaceAll(/[.()[\]]/g, String.raw`\$&`)
    .replaceAll(/<[\w-]+>|snooze-task/g, '[^/]+');
  const whole = new RegExp(`(^|/)${pattern}${path.endsWith('/') ? '' : '$'}`);
  return files.some((file) => whole.test(file));
}

test.each(decisions)('%s asks a question, chooses, and says what it costs', (page) => {
  const text = read(page);
  const number = /(\d{3})-[a-z0-9-]+\.md$/.exec(page)?.[1];
  expect(text).toMatch(new RegExp(`^# ${number} \\S`));
  const lines = text.trim().split('\n').length;
  expect(lines).toBeGreaterThanOrEqual(10);
  expect(lines).toBeLessThanOrEqual(60);
  const parts = found(text, /^\*\*(Question|Choice|Cost)\.\*\*/gm);
  expect(parts).toEqual(['Question', 'Choice', 'Cost']);
});

describe('the environment', () => {
  /** What nobody sets by hand. */
  const internal = {
    MODEL_IDLE_TIMEOUT_MS: 'tests shorten it',
    NODE_ENV: 'Next and npm run dev set it',
    OFFLINE_MODEL_SCRIPTED: 'tests only',
    OWNER_DATABASE_URL: 'docker-compose.yml sets it',
    WEB_DATABASE_PASSWORD: 'compose:secrets mints it',
    GATEWAY_DATABASE_PASSWORD: 'compose:secrets mints it',
    TOOLS_DATABASE_PASSWORD: 'compose:secrets mints it',
  };
  const source = files
    .filter((file) => file.startsWith('src/config/') && !file.endsWith('.test.ts'))
    .map(read)
    .join('\n');
  const variables = [...new Set(found(source, /^ +([A-Z][A-Z0-9_]+):/gm))].toSorted();
  const known = variables.filter((name) => !(name in internal));

  test('is in .env.example as src/config reads it', () => {
    const shown = found(read('.env.example'), /^# ?([A-Z][A-Z0-9_]+)=/gm);
    expect(shown.toSorted()).toEqual(known);
  });

  test('is in the README as src/config reads it', () => {
    const section = /^## Environment$(.*?)^## /ms.exec(read('README.md'))?.[1] ?? '';
    const names = found(section, /^\|([^|]+)\|/gm).flatMap((cell) =>
      found(cell, /`([A-Z0-9_]+)`/g),
    );
    expect(names.toSorted()).toEqual(known);
  });

  test('has no exception that is not read', () => {
    expect(Object.keys(internal).filter((name) => !variables.includes(name))).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';

const run = promisify(execFile);

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
];
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/**
 * A Chromium for the end-to-end tests: the one CHROMIUM_PATH names, Playwright's own, the system's,
 * and otherwise one that is installed now.
 * @returns the path of its executable
 * @throws saying how to install one by hand
 */
export async function findBrowser(): Promise<string> {
  const found = installedBrowser();
  if (found) return found;
  console.log('  No Chromium found: installing one …');
  const isRoot = process.getuid?.() === 0;
  const attempts = [
    ...(isRoot && onPath('apt-get')
      ? [
          ['apt-get', 'update', '-qq'] as const,
          ['apt-get', 'install', '-y', '-qq', 'chromium'] as const,
        ]
      : []),
    ['playwright', 'install', 'chromium'] as const,
  ];
  for (const [command, ...args] of attempts) {
    try {
      await run(command, args, {
        timeout: 300_000,
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    } catch {
      // The next way may work; the last word is whether a browser is there.
    }
    const installed = installedBrowser();
    if (installed) return installed;
  }
  throw new Error(
    'The end-to-end tests need a Chromium and none could be installed. Install one with your ' +
      'package manager (for example: sudo apt-get install chromium) or with ' +
      '`npx playwright install chromium`, or set CHROMIUM_PATH to its executable.',
  );
}

function installedBrowser(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file.`);
  }
  const own = chromium.executablePath();
  if (existsSync(own)) return own;
  return NAMES.map(onPath).find((path) => path !== undefined) ?? MAC_APPS.find(existsSync);
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

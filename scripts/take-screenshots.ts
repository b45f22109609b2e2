import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { demoEmail } from '#prisma/demo-tasks.ts';
import { findBrowser } from './find-browser.ts';
import { freePort } from './free-port.ts';
import { loadSecrets } from './secrets.ts';

/**
 * `npm run screenshots`: the pictures of the README, from a system of its own that is gone
 * afterwards, with the demo account and the offline model.
 */
const root = join(import.meta.dirname, '..');
const target = join(root, 'docs/screenshots');
const sizes = {
  '': { width: 1200, height: 820 },
  '-phone': { width: 390, height: 780 },
};
const themes = ['light', 'dark'] as const;
const maxBytes = 300_000;
const startTimeoutMs = 300_000;
const messages = [
  'add "Order flowers for Mia" tomorrow with high priority and complete "Water the plants in the office"',
  'what is due tomorrow?',
];

const home = await mkdtemp(join(tmpdir(), 'throughline-screenshots-'));
// As root, PostgreSQL's own account passes through.
await chmod(home, 0o711);
const dataDir = join(home, 'data');
let system: ChildProcess | undefined;
try {
  const webPort = await freePort();
  const url = `http://localhost:${webPort}`;
  system = await startSystem(webPort);
  await mkdir(target, { recursive: true });
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    // Chromium's sandbox refuses to run as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
  });
  await takePictures(context);
  await browser.close();
} finally {
  if (system?.exitCode === null) {
    const ended = once(system, 'exit');
    system.kill('SIGTERM');
    await ended;
  }
  await rm(home, { recursive: true, force: true });
}

/** The whole system on ports and data of its own. @throws with its output when it does not start */
async function startSystem(webPort: number): Promise<ChildProcess> {
  const others = ['GATEWAY_PORT', 'MCP_PORT', 'POSTGRES_PORT', 'OFFLINE_MODEL_PORT'];
  const ports = await Promise.all(others.map(async (name) => [name, String(await freePort())]));
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: {
      ...process.env,
      ...Object.fromEntries(ports),
      WEB_PORT: String(webPort),
      THROUGHLINE_DATA: dataDir,
      // Empty is absent, and wins over `.env`: its own database, and the offline model.
      DATABASE_URL: '',
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    const collect = (chunk: string) => {
      output += chunk;
      if (output.includes('Throughline is ready')) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.once('exit', () => reject(new Error(`The system did not start.\n${output}`)));
    setTimeout(() => reject(new Error(`The system is slow.\n${output}`)), startTimeoutMs).unref();
  });
  await ready.catch((error: unknown) => {
    child.kill('SIGTERM');
    throw error;
  });
  return child;
}

async function takePictures(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  const { demoPassword } = await loadSecrets(dataDir);
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(demoEmail);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Tasks' }).waitFor();

  await page.goto('/chat');
  for (const [at, message] of messages.entries()) {
    await page.getByRole('textbox', { name: 'Message' }).fill(message);
    await page.getByRole('textbox', { name: 'Message' }).press('Enter');
    await page.locator('article[aria-busy="false"]').nth(at).waitFor();
    await page.waitForURL(/\/chat\/./);
  }
  await page.reload();
  await page.getByRole('article').last().waitFor();
  await takeEach(page, 'chat');

  await page.goto('/tasks');
  await page.getByRole('checkbox').first().waitFor();
  await takeEach(page, 'tasks');
}

/** The page as it is, in both themes and every size. */
async function takeEach(page: Page, name: string): Promise<void> {
  for (const [suffix, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      const path = join(target, `${name}${suffix}-${theme}.png`);
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
      const { size } = await stat(path);
      if (size > maxBytes) throw new Error(`${path} has ${size} bytes; ${maxBytes} is the most.`);
      console.log(`  ${relative(root, path)} (${Math.round(size / 1000)} kB)`);
    }
  }
}

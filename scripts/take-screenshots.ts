import { mkdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { demoEmail } from '#prisma/demo-tasks.ts';
import { findBrowser } from './find-browser.ts';
import type { Secrets } from './secrets.ts';
import { startCopy } from './start-copy.ts';

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
const messages = [
  'add "Order flowers for Mia" tomorrow with high priority and complete "Water the plants in the office"',
  'what is due tomorrow?',
];

const copy = await startCopy();
try {
  await mkdir(target, { recursive: true });
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    // Chromium's sandbox refuses to run as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const context = await browser.newContext({
    baseURL: copy.webUrl,
    locale: 'en-GB',
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
  });
  await takePictures(context, copy.secrets);
  await browser.close();
} finally {
  await copy.stop();
}

async function takePictures(context: BrowserContext, { demoPassword }: Secrets): Promise<void> {
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(demoEmail);
  await page.getByLabel('Password', { exact: true }).fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
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

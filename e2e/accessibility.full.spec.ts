import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { addTask, askAgent, request } from './agent-asks.ts';
import { test } from './guarded-test.ts';
import { authorizationPath } from './mcp-clients.ts';
import { signUp } from './people.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const screens = [
  { name: 'a desktop', use: { viewport: { width: 1440, height: 900 } } },
  {
    name: 'a phone',
    use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  },
];

for (const { name, use } of screens) {
  test.describe(`on ${name}`, () => {
    test.use(use);

    test('no page breaks a rule of axe or scrolls sideways, in either colour scheme', async ({
      page,
    }) => {
      await page.goto('/sign-in');
      await check(page, 'sign-in');
      await page.goto('/sign-up');
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page.getByText('Enter your name.')).toBeVisible();
      await check(page, 'sign-up with errors');

      await signUp(page, 'Ada');
      await check(page, 'no tasks');
      await addTasks(page);
      await check(page, 'tasks');
      await page.getByRole('button', { name: 'More for Water the plants' }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      await check(page, 'the menu of a task');
      await page.getByRole('menuitem', { name: 'Edit' }).click();
      await expect(page.getByRole('dialog', { name: 'Edit task' })).toBeVisible();
      await check(page, 'the dialog of a task');
      await page.getByRole('button', { name: 'Delete' }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      await check(page, 'the question before deleting');

      await page.goto('/chat');
      await check(page, 'a new chat');
      await page.getByRole('button', { name: 'Use a real one' }).click();
      await expect(page.getByRole('dialog', { name: 'Use a real model' })).toBeVisible();
      await check(page, 'about the offline model');
      await page.getByRole('button', { name: 'Close' }).click();
      await page
        .getByRole('textbox', { name: 'Message' })
        .fill('add "Buy oat milk" tomorrow, complete "Water the plants" and show my tasks');
      await page.getByRole('button', { name: 'Send' }).click();
      const answer = page.getByRole('article', { name: 'The agent answered' });
      await expect(answer).toHaveAttribute('aria-busy', 'false');
      await check(page, 'a chat with cards');
      await page.getByRole('button', { name: 'Answer again' }).first().click();
      await expect(page.getByRole('group', { name: 'Version 2 of 2' })).toBeVisible();
      await expect(answer).toHaveAttribute('aria-busy', 'false');
      await page.getByRole('button', { name: 'Edit this message' }).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('textbox', { name: 'Edit this message' })).toBeFocused();
      await check(page, 'versions of an answer, and a message that is edited');
      await page.goto('/activity');
      await expect(page.getByText('The agent completed').first()).toBeVisible();
      await check(page, 'activity');
      await page.getByRole('button', { name: /^Undo: You added “Water the plants”/ }).click();
      await expect(page.getByRole('dialog', { name: 'Nothing was undone' })).toBeVisible();
      await check(page, 'a change that cannot be undone');
      await page.goto('/activity?q=nowhere');
      await check(page, 'no activity');

      if (use.viewport.width < 768) await page.getByRole('button', { name: 'Open menu' }).click();
      await page.getByRole('button', { name: 'Account of Ada' }).click();
      await expect(page.getByRole('menu')).toBeVisible();
      await check(page, 'the account menu');

      await page.goto('/nowhere');
      await check(page, 'not found');
    });

    test('nor does a page on which the agent asks', async ({ page }) => {
      await signUp(page, 'Ada');
      await addTask(page, 'Buy oat milk');
      await page.goto('/chat');
      await askAgent(page, 'delete "Buy oat milk"');
      await expect(request(page)).toContainText('Buy oat milk');
      await check(page, 'what the agent asks');
    });

    test('no page about an account breaks a rule of axe or scrolls sideways', async ({ page }) => {
      for (const path of ['/forgot-password', '/reset-password#token', '/verify-email#token']) {
        await page.goto(path);
        await check(page, path);
      }

      const { password } = await signUp(page, 'Ada');
      await page.goto('/settings');
      await expect(page.getByRole('checkbox', { name: 'Strict' })).toBeVisible();
      await check(page, 'settings');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await check(page, 'the name of a passkey');
      await page.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('button', { name: 'Turn on' }).click();
      await page.getByRole('dialog').getByLabel('Your password').fill(password);
      await page.getByRole('button', { name: 'Go on' }).click();
      await expect(page.getByRole('img', { name: 'The key as a QR code' })).toBeVisible();
      await check(page, 'the key of two-step verification');
    });

    test('nor does a page on which clients are connected', async ({ page }) => {
      await signUp(page, 'Ada');
      await page.goto('/connections');
      for (const client of ['Claude', 'Cursor', 'VS Code', 'MCP Inspector']) {
        await page.locator('summary', { hasText: client }).click();
      }
      await check(page, 'connections, none yet');
      await page.goto(authorizationPath('mcp-inspector', 'http://localhost:6274/oauth/callback'));
      await expect(page.getByRole('button', { name: 'Allow' })).toBeVisible();
      await check(page, 'the question of a client');
      await allowWithoutLeaving(page);
      await page.goto('/connections');
      await page.getByRole('button', { name: 'Revoke the access of MCP Inspector' }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      await check(page, 'connections, and the question before revoking');
      await page.goto('/consent?error=invalid_client');
      await check(page, 'a client that cannot be connected');
    });
  });
}

/** The client is not there to take the answer. */
async function allowWithoutLeaving(page: Page): Promise<void> {
  await page.route('http://localhost:6274/**', (route) => route.fulfill({ status: 204 }));
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByRole('heading', { name: 'Allowed' })).toBeVisible();
}

/** A task with everything, and one whose title has no place to break. */
async function addTasks(page: Page): Promise<void> {
  await page.getByLabel('New task').fill('Water the plants');
  await page.getByLabel('Due date').fill('2030-12-12');
  await page.getByLabel('Tags').fill('home');
  await page.getByLabel('Tags').press('Enter');
  await page.getByRole('button', { name: 'Add task' }).click();
  await page.getByLabel('New task').fill('Unbroken'.repeat(20));
  await page.getByLabel('New task').press('Enter');
  await expect(page.getByRole('checkbox')).toHaveCount(2);
}

async function check(page: Page, place: string): Promise<void> {
  // Without motion no colour is measured half-way.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect.soft(await violations(axe(page).withTags(rules)), `${place}, light`).toEqual([]);
  // The other scheme differs in nothing but its colours.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect
    .soft(await violations(axe(page).withRules('color-contrast')), `${place}, dark`)
    .toEqual([]);
  const sideways = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main, [role=dialog]')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName }) => tagName),
  );
  expect.soft(sideways, `${place} scrolls sideways`).toEqual([]);
}

/** There are no frames, for which axe would open another page each time. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}

async function violations(builder: AxeBuilder) {
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })),
  );
}

import { randomUUID } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './guarded-test.ts';

for (const [width, height] of [
  [1440, 900],
  [390, 844],
] as const) {
  test.describe(`at ${width} px, by keyboard alone`, () => {
    test.use({ viewport: { width, height } });
    const narrow = width < 768;

    test('a person keeps tasks, and the focus is always in sight', async ({ page }) => {
      await signUpByKeyboard(page);
      const newTask = page.getByLabel('New task');

      // Adding, with all that a task can have.
      await addTask(page, 'Post the letter');
      await page.keyboard.type('Water the plants');
      await tabTo(page, page.getByLabel('Due date'));
      // The same in every order of day and month.
      await page.keyboard.type('12122030');
      await tabTo(page, page.getByRole('combobox', { name: 'Priority', exact: true }));
      await choose(page, 'High');
      await tabTo(page, page.getByLabel('Tags', { exact: true }));
      await page.keyboard.type('home');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: 'Remove the tag home' })).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(newTask).toBeFocused();
      const row = page.getByRole('listitem').filter({ hasText: 'Water the plants' });
      await expect(row).toContainText('Dec 12, 2030');
      await expect(row).toContainText('High');
      await expect(row).toContainText('home');

      // Editing: the focus comes back to the task.
      const dialog = page.getByRole('dialog', { name: 'Edit task' });
      await tabTo(page, page.getByRole('button', { name: 'Water the plants', exact: true }));
      await page.keyboard.press('Enter');
      await expect(dialog).toBeVisible();
      await tabTo(page, dialog.getByLabel('Title'));
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type('Water the roses');
      await page.keyboard.press('Enter');
      await expect(dialog).toBeHidden();
      const roses = page.getByRole('button', { name: 'Water the roses', exact: true });
      await expect(roses).toBeFocused();

      // Filtering and searching.
      const priority = page.getByRole('combobox', { name: 'Filter by priority' });
      await tabTo(page, priority, 'Shift+Tab');
      await choose(page, 'High');
      await expect(priority).toBeFocused();
      await expect(page.getByRole('checkbox')).toHaveCount(1);
      await tabTo(page, page.getByRole('button', { name: 'Clear', exact: true }));
      await page.keyboard.press('Enter');
      await expect(page.getByRole('checkbox')).toHaveCount(2);
      await expectFocusInSight(page);
      await page.keyboard.press('/');
      const search = page.getByRole('searchbox', { name: 'Search tasks' });
      await expect(search).toBeFocused();
      await page.keyboard.type('letter');
      await expect(page.getByRole('checkbox')).toHaveCount(1);
      await tabTo(page, page.getByRole('button', { name: 'Clear the search' }));
      await page.keyboard.press('Enter');
      await expect(search).toBeFocused();
      await expect(page.getByRole('checkbox')).toHaveCount(2);

      // Completing: the task leaves, and the next one gets the focus.
      await tabTo(page, page.getByRole('checkbox', { name: 'Complete Water the roses' }));
      await page.keyboard.press('Space');
      await expect(page.getByRole('checkbox')).toHaveCount(1);
      await expect(page.getByRole('checkbox', { name: 'Complete Post the letter' })).toBeFocused();

      // Deleting: first not, then for good.
      const more = page.getByRole('button', { name: 'More for Post the letter' });
      await tabTo(page, more);
      await choose(page, 'Delete');
      const question = page.getByRole('alertdialog');
      await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(question).toBeHidden();
      await expect(more).toBeFocused();
      await choose(page, 'Delete');
      await tabTo(page, question.getByRole('button', { name: 'Delete' }));
      await page.keyboard.press('Enter');
      await expect(page.getByRole('checkbox')).toHaveCount(0);
      await expect(question).toBeHidden();
      await expectFocusInSight(page);
      await page.keyboard.press('n');
      await expect(newTask).toBeFocused();
    });

    test('a person talks to the agent, keeps house, and leaves', async ({ page }) => {
      await signUpByKeyboard(page);
      await openMenu(page, narrow);
      const back = narrow ? 'Tab' : 'Shift+Tab';
      await tabTo(page, page.getByRole('link', { name: 'New chat' }), back);
      await page.keyboard.press('Enter');
      const message = page.getByRole('textbox', { name: 'Message' });
      await expect(message).toBeFocused();

      // Stopping brings the focus back to where one goes on. Until then nothing of the answer comes.
      const pressed = Promise.withResolvers<void>();
      await page.route('**/trpc/chat.follow**', async (route) => {
        await pressed.promise;
        await route.continue();
      });
      await page.keyboard.type('what can you do?');
      await page.keyboard.press('Enter');
      await tabTo(page, page.getByRole('button', { name: 'Stop' }));
      await page.keyboard.press('Enter');
      await expect(message).toBeFocused();
      pressed.resolve();
      await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
      await expect(message).toBeFocused();
      await page.keyboard.type('add "Buy oat milk"');
      await page.keyboard.press('Enter');
      await expect(page.getByText('Added', { exact: true }).first()).toBeVisible();
      await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
      await expect(message).toBeFocused();

      // Renaming and deleting the conversation.
      await openMenu(page, narrow);
      const named = (title: string) =>
        page.getByRole('button', { name: `Actions for “${title}”`, exact: true });
      await tabTo(page, named('what can you do?'), back);
      await choose(page, 'Rename');
      const dialog = page.getByRole('dialog', { name: 'Rename conversation' });
      await expect(dialog.getByLabel('Name')).toBeFocused();
      await page.keyboard.type('Shopping');
      await page.keyboard.press('Enter');
      await expect(dialog).toBeHidden();
      await expect(named('Shopping')).toBeFocused();
      await choose(page, 'Delete');
      const question = page.getByRole('alertdialog');
      await tabTo(page, question.getByRole('button', { name: 'Delete' }));
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(/\/chat$/);
      await expect(question).toBeHidden();
      await expect(message).toBeFocused();

      // The theme, and out.
      await openMenu(page, narrow);
      const account = page.getByRole('button', { name: 'Account of Ada' });
      await tabTo(page, account, back);
      await choose(page, 'Dark', 'menuitemradio');
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      await page.keyboard.press('Escape');
      await expect(account).toBeFocused();
      await choose(page, 'Sign out');
      await expect(page).toHaveURL(/\/sign-in/);
      await expect(page.getByLabel('Email')).toBeFocused();
    });
  });
}

async function signUpByKeyboard(page: Page): Promise<void> {
  await page.goto('/sign-up');
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type(`ada-${randomUUID()}@example.test`);
  await page.keyboard.press('Tab');
  await page.keyboard.type('correct horse battery');
  // The page follows changes as soon as it answers to keys.
  const following = page.waitForRequest(/changes\.follow/);
  await page.keyboard.press('Enter');
  await following;
  await page.keyboard.press('n');
  await expect(page.getByLabel('New task')).toBeFocused();
}

async function addTask(page: Page, title: string): Promise<void> {
  await page.keyboard.type(title);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('checkbox', { name: `Complete ${title}` })).toBeVisible();
}

/** On a narrow screen the sidebar is in a drawer. */
async function openMenu(page: Page, narrow: boolean): Promise<void> {
  if (!narrow) return;
  await tabTo(page, page.getByRole('button', { name: 'Open menu' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Menu' })).toBeVisible();
}

/** Opens the menu or list of the focused button and goes down to an entry. */
async function choose(
  page: Page,
  name: string,
  role: 'menuitem' | 'menuitemradio' | 'option' = 'menuitem',
): Promise<void> {
  const trigger = await page.evaluate(() => document.activeElement?.role);
  await page.keyboard.press('Enter');
  const entry = page.getByRole(trigger === 'combobox' ? 'option' : role, { name, exact: true });
  await expect(entry).toBeVisible();
  await press(page, 'ArrowDown', entry);
  await page.keyboard.press('Enter');
  if (role !== 'menuitemradio') await expect(entry).toBeHidden();
}

async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  await press(page, key, target);
}

/** Presses a key until the target has the focus, which must be in sight at each step. */
async function press(page: Page, key: string, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    await expectFocusInSight(page);
  }
  throw new Error(`${key} does not lead to ${target.toString()}.`);
}

/** Something has the focus, lies in the window, and it or what frames it has a ring. */
async function expectFocusInSight(page: Page): Promise<void> {
  const lacking = () =>
    page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return 'Nothing has the focus.';
      const { top, left, bottom, right } = focused.getBoundingClientRect();
      if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth) {
        return `Out of the window: ${focused.outerHTML.slice(0, 200)}`;
      }
      for (let frame: Element | null = focused, up = 0; frame && up < 4; up += 1) {
        const { outlineStyle, outlineWidth, opacity } = getComputedStyle(frame);
        if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && opacity !== '0') return '';
        frame = frame.parentElement;
      }
      return `No ring: ${focused.outerHTML.slice(0, 200)}`;
    });
  // The guards at a dialog's edges have the focus for a moment, then hand it on.
  await expect.poll(lacking, { timeout: 3000 }).toBe('');
}

import { randomUUID } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './guarded-test.ts';
import { signUp } from './people.ts';

const gateway = '**/trpc/**';

test('sign-up and sign-in say at each field what is wrong with it', async ({ page }) => {
  const { email, password } = await signUp(page, 'Ada');
  await page.context().clearCookies();

  await page.goto('/sign-up');
  const name = page.getByLabel('Name');
  const address = page.getByLabel('Email');
  const secret = page.getByLabel('Password', { exact: true });
  const create = page.getByRole('button', { name: 'Create account' });
  await address.fill('not an address');
  await secret.fill('short');
  await create.click();
  await expect(name).toHaveAccessibleDescription('Enter your name.');
  await expect(address).toHaveAccessibleDescription(/such as ada@example\.com/);
  await expect(secret).toHaveAccessibleDescription(/Use at least 15 characters/);
  await expect(name).toBeFocused();

  await name.fill('Eve');
  await address.fill(email);
  await secret.fill('long enough for it');
  await create.click();
  await expect(address).toHaveAccessibleDescription(/There is an account with this email/);
  await expect(address).toBeFocused();
  await expect(address).toHaveValue(email);

  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await address.fill(email);
  await secret.fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('This email and password do not belong together.')).toBeVisible();
  await expect(secret).toBeFocused();
  await secret.fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Tasks' })).toBeVisible();
});

test('a title that is too long is said to be, and nothing of it is cut off', async ({ page }) => {
  await signUp(page, 'Ada');
  const newTask = page.getByLabel('New task');
  await newTask.fill('x'.repeat(201));
  await newTask.press('Enter');
  await expect(newTask).toHaveAccessibleDescription(/at most 200 characters. This has 201/);
  await expect(newTask).toHaveValue('x'.repeat(201));
  await expect(page.getByRole('checkbox')).toHaveCount(0);

  await newTask.fill('Short enough');
  await newTask.press('Enter');
  await page.getByRole('button', { name: 'Short enough', exact: true }).click();
  const title = page.getByRole('dialog').getByLabel('Title');
  await title.fill('   ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(title).toHaveAccessibleDescription('The title must not be blank.');
  await title.fill('y'.repeat(300));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(title).toHaveAccessibleDescription(/This has 300/);
  await expect(title).toHaveValue('y'.repeat(300));
});

test('of two tabs that edit one task, the slower one sees the current task and loses nothing', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  await page.getByLabel('New task').fill('Buy milk');
  await page.getByLabel('New task').press('Enter');
  await expect(page.getByRole('checkbox', { name: 'Complete Buy milk' })).toBeVisible();
  const other = await page.context().newPage();
  await other.goto('/tasks');
  for (const tab of [page, other]) {
    await tab.getByRole('button', { name: 'Buy milk', exact: true }).click();
  }
  await saveTitle(other, 'Buy oat milk');
  await expect(other.getByRole('dialog')).toBeHidden();

  await page.getByRole('dialog').getByLabel('Notes').fill('From the market');
  await saveTitle(page, 'Buy two milks');
  const conflict = page.getByRole('alert').filter({ hasText: 'This task changed' });
  await expect(conflict).toContainText('Now: Buy oat milk');
  await expect(conflict).toContainText('Yours: Buy two milks');
  await conflict.getByRole('button', { name: 'Save mine' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();

  const saved = other.getByRole('button', { name: 'Buy two milks', exact: true });
  await saved.click();
  await expect(other.getByRole('dialog').getByLabel('Notes')).toHaveValue('From the market');
});

test('when the session ends the open page says so, keeps the draft, and goes on after sign-in', async ({
  page,
}) => {
  await page.clock.install();
  const person = await signUp(page, 'Ada');
  await page.getByLabel('New task').fill('Buy milk');
  await page.getByLabel('New task').press('Enter');
  await page.getByRole('button', { name: 'Buy milk', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit task' });
  await dialog.getByLabel('Notes').fill('A long thought');

  await endSession(page);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('You are signed out')).toBeVisible();
  await signInAgain(dialog, person);
  await expect(dialog.getByText('You are signed out')).toHaveCount(0);
  await expect(dialog.getByLabel('Notes')).toHaveValue('A long thought');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('img', { name: 'Has notes' })).toBeVisible();

  await page.goto('/chat');
  const message = page.getByRole('textbox', { name: 'Message' });
  await message.fill('add "Buy oat milk"');
  await endSession(page);
  await message.press('Enter');
  const notice = page.getByRole('alert').filter({ hasText: 'What you typed is still here.' });
  await expect(notice).toBeVisible();
  await expect(message).toHaveValue('add "Buy oat milk"');
  await signInAgain(notice, person);
  await expect(notice).toHaveCount(0);
  await message.press('Enter');
  await expect(page.getByText('Added', { exact: true }).first()).toBeVisible();
});

test('what is typed before the page answers to keys is kept', async ({ page }) => {
  await signUp(page, 'Ada');
  const arrived = Promise.withResolvers<void>();
  await page.context().route('**/*.js*', async (route) => {
    await arrived.promise;
    await route.continue();
  });
  await page.goto('/tasks', { waitUntil: 'commit' });
  const [newTask, search] = [page.getByLabel('New task'), page.getByLabel('Search tasks')];
  await search.fill('milk');
  await newTask.fill('Buy milk');
  const other = await page.context().newPage();
  await other.goto('/chat', { waitUntil: 'commit' });
  const message = other.getByRole('textbox', { name: 'Message' });
  await message.fill('what is due today?');
  arrived.resolve();

  await expect(page).toHaveURL(/q=milk/);
  await expect(newTask).toHaveValue('Buy milk');
  await page.getByRole('button', { name: 'Add task' }).click();
  await expect(page.getByRole('checkbox', { name: 'Complete Buy milk' })).toBeVisible();
  await expect(search).toHaveValue('milk');
  await other.getByRole('button', { name: 'Send' }).click();
  await expect(other.getByRole('article', { name: 'The agent answered' })).toBeVisible();
});

test('an address that leads nowhere says so and leads on', async ({ page }) => {
  await signUp(page, 'Ada');
  await page.goto(`/chat/${randomUUID()}`);
  await expect(page.getByText('This conversation does not exist')).toBeVisible();
  await page.getByRole('link', { name: 'Start a new one' }).click();
  await expect(page.getByRole('heading', { name: 'What needs doing?' })).toBeVisible();

  await page.goto('/chat/not-an-id');
  await expect(page.getByText('There is nothing here')).toBeVisible();
  await page.getByRole('link', { name: 'Go to your tasks' }).click();
  await expect(page.getByRole('heading', { name: 'Tasks' })).toBeVisible();
});

test('while the gateway cannot be reached the page says so, keeps what was typed, and recovers', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  await page.route(gateway, (route) => route.abort());
  const newTask = page.getByLabel('New task');
  await newTask.fill('Buy milk');
  await newTask.press('Enter');
  await expect(page.getByText('The server cannot be reached.').first()).toBeVisible();
  await expect(newTask).toHaveValue('Buy milk');

  await page.getByRole('button', { name: 'Done', exact: true }).click();
  const notice = page.getByRole('alert').filter({ hasText: 'The tasks could not be read' });
  await expect(notice).toBeVisible();
  await page.unroute(gateway);
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Nothing done yet')).toBeVisible();
  await expect(notice).toHaveCount(0);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await newTask.press('Enter');
  await expect(page.getByRole('checkbox', { name: 'Complete Buy milk' })).toBeVisible();
});

async function saveTitle(page: Page, title: string): Promise<void> {
  await page.getByRole('dialog').getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
}

/** As when the person signs out in another tab and comes back when this one's token is old. */
async function endSession(page: Page): Promise<void> {
  const other = await page.context().newPage();
  await other.goto('/tasks');
  await other.getByRole('button', { name: /^Account of/ }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/\/sign-in/);
  await other.close();
  await page.clock.fastForward('16:00');
}

async function signInAgain(
  place: Locator,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await place.getByRole('button', { name: 'Sign in', exact: true }).click();
  const dialog = place.page().getByRole('dialog', { name: 'Sign in to go on' });
  await dialog.getByLabel('Email').fill(email);
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog).toBeHidden();
}

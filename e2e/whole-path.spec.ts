import { expect } from '@playwright/test';
import { test } from './guarded-test.ts';
import { signUp } from './people.ts';

test('a person keeps tasks by hand and by chat, finds them again, and nobody else sees them', async ({
  page,
  browser,
}) => {
  await signUp(page, 'Ada');

  // By hand.
  await page.getByLabel('New task').fill('Water the plants');
  await page.getByLabel('New task').press('Enter');
  await expect(page.getByRole('checkbox', { name: 'Complete Water the plants' })).toBeVisible();

  // By chat, while the tasks page stays open in another tab.
  const chat = await page.context().newPage();
  await chat.goto('/chat');
  await chat
    .getByRole('textbox', { name: 'Message' })
    .fill(
      'add "Buy oat milk" tomorrow and "Call the bank" with high priority and complete "Water the plants"',
    );
  await chat.getByRole('textbox', { name: 'Message' }).press('Enter');
  const answer = chat.getByRole('article', { name: 'The agent answered' });
  await expect(answer.getByText('Added 2 tasks', { exact: false })).toBeVisible();
  await expect(answer).toHaveAttribute('aria-busy', 'false');

  // The cards show what the tools answered.
  for (const title of ['Buy oat milk', 'Call the bank', 'Water the plants']) {
    await expect(answer.getByText(title).first()).toBeVisible();
  }
  await expect(answer.getByText('Added', { exact: true })).toHaveCount(2);
  await expect(answer.getByText('Completed', { exact: true })).toHaveCount(1);

  // The page agrees, without a reload.
  await expect(page.getByRole('checkbox', { name: 'Complete Buy oat milk' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Complete Call the bank' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Complete Water the plants' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(page.getByRole('checkbox', { name: 'Reopen Water the plants' })).toBeVisible();

  // After a reload the conversation is there.
  await expect(chat).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
  const conversation = chat.url();
  await chat.reload();
  await expect(answer.getByText('Added 2 tasks', { exact: false })).toBeVisible();
  await expect(
    chat.getByRole('navigation', { name: 'Conversations' }).getByRole('link'),
  ).toHaveCount(1);

  // A second person sees none of it.
  const other = await browser.newContext();
  const stranger = await other.newPage();
  await signUp(stranger, 'Eve');
  await expect(stranger.getByRole('checkbox')).toHaveCount(0);
  await expect(stranger.getByText('Buy oat milk')).toHaveCount(0);
  await stranger.goto(conversation);
  await expect(stranger.getByText('Buy oat milk')).toHaveCount(0);
  await expect(stranger.getByText('Added 2 tasks', { exact: false })).toHaveCount(0);
  await other.close();
});

test('a signed-out visitor of a protected page signs in and comes back to it', async ({ page }) => {
  const { email, password } = await signUp(page, 'Grace');
  await page.getByRole('button', { name: 'Account of Grace' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);

  await page.goto('/tasks?status=done');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/tasks\?status=done$/);
});

import { expect } from '@playwright/test';
import { test } from './guarded-test.ts';
import { model } from './model.ts';
import { signUp } from './people.ts';

test.afterEach(() => model.clear());

test('an answer can be stopped after a reload and from another tab, and what was said stays', async ({
  page,
}) => {
  await signUp(page, 'Linus');
  // Left alone, it would talk for a minute.
  await model.script({ chunks: Array.from({ length: 600 }, () => 'word '), chunkDelayMs: 100 });
  await page.goto('/chat');
  await page.getByRole('textbox', { name: 'Message' }).fill('Talk');
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  const answer = page.getByRole('article', { name: 'The agent answered' });
  await expect(answer).toContainText('word');
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
  await page.reload();
  await expect(answer).toContainText('word');
  await expect(answer).toHaveAttribute('aria-busy', 'true');
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole('button', { name: 'Stop' }).click();
  await expect(answer).toHaveAttribute('aria-busy', 'false');
  await expect(answer).toContainText('word');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
});

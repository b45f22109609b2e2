import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';

/** Signs up somebody nobody else uses, through the page, and ends on their empty tasks. */
export async function signUp(
  page: Page,
  name: string,
): Promise<{ email: string; password: string }> {
  const email = `${name.toLowerCase()}-${randomUUID()}@example.test`;
  const password = `pass ${randomUUID()}`;
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  // The page follows changes as soon as it answers to keys and clicks.
  const following = page.waitForRequest(/changes\.follow/);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Tasks' })).toBeVisible();
  await expect(page.getByText('Nothing to do')).toBeVisible();
  await following;
  return { email, password };
}

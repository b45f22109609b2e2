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
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Tasks' })).toBeVisible();
  // The list is fetched by the page: from here on its buttons answer.
  await expect(page.getByText('Nothing to do')).toBeVisible();
  return { email, password };
}

import { expect, type Locator, type Page } from '@playwright/test';

/** What the agent waits for the person to decide. */
export function request(page: Page): Locator {
  return page.getByRole('region', { name: /^May the agent/ });
}

/** Adds a task on the tasks page. */
export async function addTask(page: Page, title: string): Promise<void> {
  await page.getByLabel('New task').fill(title);
  await page.getByLabel('New task').press('Enter');
  await expect(page.getByRole('checkbox', { name: `Complete ${title}` })).toBeVisible();
}

/** Sends a message on a page of the chat. */
export async function askAgent(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
}

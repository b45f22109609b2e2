import { expect, type Page } from '@playwright/test';
import { addTask, askAgent, request } from './agent-asks.ts';
import { test } from './guarded-test.ts';
import { signUp } from './people.ts';

const answer = (page: Page) => page.getByRole('article', { name: 'The agent answered' }).last();

async function setPolicy(page: Page, tool: string, policy: string): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('combobox', { name: tool }).click();
  const saved = page.waitForResponse(/approvals\.set/);
  await page.getByRole('option', { name: policy }).click();
  expect((await saved).ok()).toBe(true);
  await expect(page.getByRole('combobox', { name: tool })).toContainText(policy);
}

test('a change is shown before and after, and can be changed before it is allowed', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  await addTask(page, 'Renew the passport');
  await setPolicy(page, 'Change a task', 'Ask first');
  await page.goto('/chat');
  await askAgent(page, 'rename "Renew the passport" to "Renew the visa"');
  await expect(request(page).locator('del')).toHaveText('Renew the passport');
  await expect(request(page).locator('ins')).toHaveText('Renew the visa');

  await request(page).getByRole('button', { name: 'Edit' }).click();
  const title = request(page).getByLabel('Title');
  await expect(title).toBeFocused();
  // What the tool does not take is refused in words, and can be put right.
  await title.fill(' ');
  await title.press('Enter');
  await expect(request(page).getByText('must not be blank')).toBeVisible();
  await title.fill('Renew both');
  await title.press('Enter');
  await expect(answer(page)).toHaveAttribute('aria-busy', 'false');
  await page.goto('/tasks');
  await expect(page.getByRole('checkbox', { name: 'Complete Renew both' })).toBeVisible();
});

test('always allow is granted on the card and taken back in the settings', async ({ page }) => {
  await signUp(page, 'Ada');
  for (const title of ['First', 'Second', 'Third']) await addTask(page, title);
  await page.goto('/chat');
  await askAgent(page, 'delete "First"');
  await request(page).getByRole('button', { name: 'Always allow' }).click();
  await expect(page.getByText('Deleted', { exact: true })).toHaveCount(1);
  await askAgent(page, 'delete "Second"');
  await expect(page.getByText('Deleted', { exact: true })).toHaveCount(2);
  await setPolicy(page, 'Delete a task', 'Ask first');
  await page.goto('/chat');
  await askAgent(page, 'delete "Third"');
  await expect(request(page)).toContainText('Third');
});

test('strictly, the agent asks before a change once it has read the tasks', async ({ page }) => {
  await signUp(page, 'Ada');
  await addTask(page, 'Water the plants');
  await page.goto('/settings');
  const saved = page.waitForResponse(/approvals\.set/);
  await page.getByRole('checkbox', { name: 'Strict' }).check();
  expect((await saved).ok()).toBe(true);
  await page.reload();
  await expect(page.getByRole('checkbox', { name: 'Strict' })).toBeChecked();
  await page.goto('/chat');
  await askAgent(page, 'complete "Water the plants"');
  await expect(request(page)).toContainText('Water the plants');
  await expect(request(page).locator('ins')).toHaveText('done');
  // Stop ends what waits.
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(answer(page).getByText('Stopped.')).toBeVisible();
  await expect(request(page)).toHaveCount(0);
});

test('by keyboard alone', async ({ page }) => {
  await signUp(page, 'Ada');
  await addTask(page, 'Call the bank');
  await page.goto('/chat');
  await askAgent(page, 'delete "Call the bank"');
  await expect(request(page)).toBeVisible();
  const approve = request(page).getByRole('button', { name: 'Approve' });
  for (let presses = 0; presses < 40; presses += 1) {
    if (await approve.evaluate((button) => button === document.activeElement)) break;
    await page.keyboard.press('Shift+Tab');
  }
  await expect(approve).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Deleted', { exact: true }).first()).toBeVisible();
});

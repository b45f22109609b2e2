import { expect } from '@playwright/test';
import { addTask, askAgent, request } from './agent-asks.ts';
import { test } from './guarded-test.ts';
import { signUp } from './people.ts';

test('the agent deletes what the person allows, whichever tab they say it in, and leaves what they deny', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  await addTask(page, 'Renew the passport');
  await addTask(page, 'Call the bank');

  await page.goto('/chat');
  await askAgent(page, 'delete "Renew the passport"');
  await expect(request(page)).toContainText('Renew the passport');
  await request(page).getByRole('button', { name: 'Deny' }).click();
  const answer = page.getByRole('article', { name: 'The agent answered' });
  await expect(answer.getByText('you did not allow it')).toBeVisible();
  await expect(answer).toHaveAttribute('aria-busy', 'false');

  await askAgent(page, 'delete "Call the bank"');
  await expect(request(page)).toContainText('Call the bank');
  // It waits through a reload, and in another tab as well.
  await page.reload();
  await expect(request(page)).toContainText('Call the bank');
  const other = await page.context().newPage();
  await other.goto(page.url());
  await request(other).getByRole('button', { name: 'Approve' }).click();
  for (const tab of [other, page]) {
    await expect(request(tab)).toHaveCount(0);
    await expect(tab.getByText('Deleted', { exact: true }).first()).toBeVisible();
  }

  await page.goto('/tasks');
  await expect(page.getByRole('checkbox', { name: 'Complete Renew the passport' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Complete Call the bank' })).toHaveCount(0);
});

import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './guarded-test.ts';
import { signUp } from './people.ts';

async function addTask(page: Page, title: string): Promise<void> {
  await page.getByLabel('New task').fill(title);
  await page.getByLabel('New task').press('Enter');
  await expect(page.getByRole('checkbox', { name: `Complete ${title}` })).toBeVisible();
}

/** A turn of the agent's that adds two tasks and completes one. */
async function letTheAgentAct(page: Page): Promise<void> {
  await page.goto('/chat');
  await page
    .getByRole('textbox', { name: 'Message' })
    .fill('add "Buy oat milk" and "Call the bank" and complete "Water the plants"');
  await page.getByRole('button', { name: 'Send' }).click();
  const answer = page.getByRole('article', { name: 'The agent answered' });
  await expect(answer).toHaveAttribute('aria-busy', 'false');
}

test('what was changed by whom is listed as it happens, and each change can be undone and redone', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  const other = await page.context().newPage();
  await other.goto('/activity');
  await expect(other.getByText('Nothing has changed yet')).toBeVisible();

  await addTask(page, 'Water the plants');
  await expect(other.getByText('You added “Water the plants”')).toBeVisible();
  await page.getByRole('button', { name: 'Water the plants', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Title').fill('Water all plants');
  await page.getByRole('button', { name: 'Save' }).click();
  const changed = other.getByRole('listitem').filter({ hasText: 'You changed' });
  await expect(changed).toContainText('Title: Water the plants → Water all plants');

  await changed.getByRole('button', { name: /^Undo:/ }).click();
  await expect(other.getByText('Undone', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Complete Water the plants' })).toBeVisible();
  const undone = other.getByRole('listitem').filter({ hasText: 'You undid a change of' });
  await expect(undone).toContainText('Title: Water all plants → Water the plants');
  await expect(changed.getByRole('button', { name: /^Undo:/ })).toHaveCount(0);

  // The undo is a change like any other.
  await undone.getByRole('button', { name: /^Undo:/ }).click();
  await expect(page.getByRole('checkbox', { name: 'Complete Water all plants' })).toBeVisible();
});

test('all of a turn is undone at once, from the answer itself', async ({ page }) => {
  await signUp(page, 'Ada');
  await addTask(page, 'Water the plants');
  await letTheAgentAct(page);
  await page.getByRole('link', { name: 'Review or undo' }).click();
  await expect(page).toHaveURL(/\/activity\?run=/);
  await expect(page.getByRole('listitem').filter({ hasText: 'The agent' })).toHaveCount(3);
  await page.getByRole('button', { name: 'Undo all of this turn' }).click();
  await expect(page.getByText('All of this turn is undone')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo all of this turn' })).toBeDisabled();
  await page.goto('/tasks');
  await expect(page.getByRole('checkbox', { name: 'Complete Water the plants' })).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(1);
});

test('where something newer stands, nothing is undone and both are shown', async ({ page }) => {
  await signUp(page, 'Ada');
  await addTask(page, 'Water the plants');
  for (const title of ['Second', 'Third']) {
    const name = title === 'Second' ? 'Water the plants' : 'Second';
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').getByLabel('Title').fill(title);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('checkbox', { name: `Complete ${title}` })).toBeVisible();
  }
  await page.goto('/activity');
  await page
    .getByRole('listitem')
    .filter({ hasText: 'You changed “Second”' })
    .getByRole('button', { name: /^Undo:/ })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Nothing was undone' });
  await expect(dialog).toContainText('Now: Third');
  await expect(dialog).toContainText('Would be: Water the plants');
  await dialog.getByRole('button', { name: 'Show what happened to it' }).click();
  await expect(page).toHaveURL(/task=/);
  await expect(page.getByRole('group', { name: 'Entries' }).getByRole('listitem')).toHaveCount(3);
});

test('the list is filtered by the address, searched, and saved as it is filtered', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  await addTask(page, 'Water the plants');
  await addTask(page, '=HYPERLINK("https://attacker.test")');
  await letTheAgentAct(page);
  const entries = page.getByRole('group', { name: 'Entries' }).getByRole('listitem');

  await page.goto('/activity?by=agent&tool=add_task');
  await expect(entries).toHaveCount(2);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(entries).toHaveCount(5);
  await page.getByRole('searchbox', { name: 'Search activity' }).fill('hyper');
  await expect(entries).toHaveCount(1);
  await expect(page).toHaveURL(/q=hyper/);
  await page.reload();
  await expect(entries).toHaveCount(1);

  const save = async (format: string) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: `As ${format}` }).click();
    return readFile(await (await download).path(), 'utf8');
  };
  const csv = await save('CSV');
  expect(csv.trim().split('\r\n')).toHaveLength(2);
  expect(csv).toContain('"\'=HYPERLINK(');
  expect(JSON.parse(await save('JSON'))).toMatchObject([
    { by: 'person', tool: 'add_task', after: { title: '=HYPERLINK("https://attacker.test")' } },
  ]);

  await page.getByRole('searchbox', { name: 'Search activity' }).fill('no such word');
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

import { expect, type Locator, type Page } from '@playwright/test';
import type { Fault } from '#offline-model/fault.ts';
import { test } from './guarded-test.ts';
import { model } from './model.ts';
import { signUp } from './people.ts';

test.afterEach(() => model.clear());

const faults: [name: string, fault: Fault, said: string][] = [
  ['is down', { kind: 'status', status: 500 }, ''],
  ['has no time for us', { kind: 'status', status: 429, retryAfter: 0 }, ''],
  ['breaks off in the middle', { kind: 'reset', afterChunks: 2 }, 'One two'],
  ['ends without having finished', { kind: 'end-early', afterChunks: 2 }, 'One two'],
];

for (const [name, fault, said] of faults) {
  test(`a model that ${name} is reported, what it said stays, and asking again works`, async ({
    page,
  }) => {
    await signUp(page, 'Edsger');
    await page.goto('/chat');
    const answer = { chunks: ['One ', 'two ', 'three'], fault };
    // A request of which nothing was shown is made twice more by itself.
    await model.script(answer, answer, answer);
    await ask(page, 'Count to three');
    const broken = answers(page).first();
    await expect(broken.getByRole('alert')).toContainText(/The model|answer/);
    await expect(broken).toContainText(said);

    await model.script({ text: 'One two three.' });
    await broken.getByRole('button', { name: 'Try again' }).click();
    await expect(answers(page).last()).toContainText('One two three.');
  });
}

test('a model that calls tools with nonsense is told so, and nothing is done twice', async ({
  page,
}) => {
  await signUp(page, 'Barbara');
  await page.goto('/chat');
  await model.script(
    { toolCalls: [{ name: 'add_task', arguments: '{"title":' }] },
    { toolCalls: [{ name: 'add_task', arguments: { title: 'Call the bank' } }] },
    { text: 'It is on your list.' },
  );
  await ask(page, 'Remind me of the bank');
  await expect(answers(page)).toContainText('It is on your list.');
  await page.goto('/tasks');
  await expect(page.getByRole('checkbox')).toHaveCount(1);
  await expect(page.getByText('Call the bank')).toBeVisible();
});

function answers(page: Page): Locator {
  return page.getByRole('article', { name: 'The agent answered' });
}

async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
}

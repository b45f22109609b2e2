import { expect, type Page } from '@playwright/test';
import { test } from './guarded-test.ts';
import { model } from './model.ts';
import { signUp } from './people.ts';

test.afterEach(() => model.clear());

const questions = (page: Page) => page.getByRole('article', { name: 'You wrote' });
const answers = (page: Page) => page.getByRole('article', { name: 'The agent answered' });

async function ask(page: Page, text: string, answer: string): Promise<void> {
  await model.script({ text: answer });
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  await expect(answers(page).last()).toContainText(answer);
  await expect(answers(page).last()).toHaveAttribute('aria-busy', 'false');
}

test('answers are given again, questions are edited, and their versions are walked', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  await page.goto('/chat');
  await ask(page, 'First question', 'Answer one.');
  await ask(page, 'Second question', 'Answer two.');

  // Another answer to the last question.
  await model.script({ text: 'Answer two, again.' });
  await answers(page).last().getByRole('button', { name: 'Answer again' }).click();
  await expect(answers(page).last()).toContainText('Answer two, again.');
  const last = answers(page).last();
  await expect(last.getByRole('group', { name: 'Version 2 of 2' })).toBeVisible();
  await last.getByRole('button', { name: 'Previous version' }).click();
  await expect(last).toContainText('Answer two.');
  await expect(last.getByRole('button', { name: 'Previous version' })).toBeFocused();

  // The version that is shown survives a reload, and what follows comes after it.
  await expect(page).toHaveURL(/\?at=/);
  await page.reload();
  await expect(last).toContainText('Answer two.');
  await ask(page, 'Third question', 'Answer three.');
  await expect(questions(page)).toHaveCount(3);
  await expect(answers(page).nth(1)).toContainText('Answer two.');
  await expect(page).not.toHaveURL(/\?at=/);
  await page.reload();
  await expect(answers(page).last()).toContainText('Answer three.');

  // The first question becomes another one; by keyboard alone.
  await model.script({ text: 'Answer to the edited one.' });
  await questions(page).first().getByRole('button', { name: 'Edit this message' }).focus();
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Edit this message' });
  await expect(field).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Edit this message' }).first()).toBeFocused();
  await page.keyboard.press('Enter');
  await field.fill('First question, edited');
  await page.keyboard.press('Enter');
  await expect(answers(page)).toHaveCount(1);
  await expect(answers(page)).toContainText('Answer to the edited one.');
  await expect(questions(page)).toContainText(['First question, edited']);

  // Back to the first branch, with everything that came of it.
  const versions = questions(page).first().getByRole('group', { name: 'Version 2 of 2' });
  await versions.getByRole('button', { name: 'Previous version' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(questions(page)).toHaveCount(3);
  await expect(answers(page).last()).toContainText('Answer three.');
  await page.keyboard.press('ArrowRight');
  await expect(questions(page)).toHaveCount(1);
});

test('an edit that cannot be sent stays as it was typed', async ({ page }) => {
  await signUp(page, 'Ada');
  await page.goto('/chat');
  await ask(page, 'First question', 'Answer one.');
  await page.route(/chat\.send/, (route) => route.abort());
  await questions(page).getByRole('button', { name: 'Edit this message' }).focus();
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Edit this message' });
  await field.fill('Edited');
  await page.getByRole('button', { name: 'Send', exact: true }).first().click();
  await expect(page.getByText('Your message was not sent')).toBeVisible();
  await expect(field).toHaveValue('Edited');
});

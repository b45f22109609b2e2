import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import { totp } from '#test/totp.ts';
import { test } from './guarded-test.ts';
import { signUp } from './people.ts';

interface Credentials {
  email: string;
  password: string;
}

test('who forgets a password chooses a new one by mail, and every session of before is over', async ({
  page,
  browser,
  guard,
}) => {
  const { email } = await signUp(page, 'Ada');
  const { other, context } = await newBrowser(browser, guard);
  await other.goto('/sign-in');
  await other.getByRole('link', { name: 'Forgot your password?' }).click();
  // The page before has a field of this name, too.
  await expect(other.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible();
  await other.getByLabel('Email').fill(email);
  await other.getByRole('button', { name: 'Send the link' }).click();
  await expect(other.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();

  const link = await mailedLink(other, email, 'reset-password');
  await other.goto(link);
  await other.getByLabel('New password', { exact: true }).fill('short');
  await other.getByRole('button', { name: 'Change password' }).click();
  await expect(other.getByLabel('New password', { exact: true })).toHaveAccessibleDescription(
    /at least 15 characters/,
  );
  const password = 'seventeen herons on a roof';
  await other.getByLabel('New password', { exact: true }).fill(password);
  await other.getByRole('button', { name: 'Change password' }).click();
  await expect(other.getByRole('heading', { name: 'Your password is changed' })).toBeVisible();
  await other.getByRole('link', { name: 'Sign in', exact: true }).click();
  await signIn(other, { email, password });
  await expect(other.getByRole('heading', { name: 'Tasks' })).toBeVisible();

  await page.goto('/tasks');
  await expect(page).toHaveURL(/\/sign-in/);
  // The link worked once.
  await page.goto(link);
  await page.getByLabel('New password', { exact: true }).fill('eighteen herons on a roof');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This link was used already')).toBeVisible();
  await context.close();
});

test('mail that was sent to nobody is shown on this machine alone', async ({ page }) => {
  expect((await page.request.get('/dev/outbox')).status()).toBe(200);
  // A name of somebody's that leads here.
  const headers = { host: 'throughline.example' };
  expect((await page.request.get('/dev/outbox', { headers })).status()).toBe(404);
});

test('an address is confirmed by a click on the page that the mail leads to', async ({ page }) => {
  const { email } = await signUp(page, 'Grace');
  await page.goto('/settings');
  await expect(page.getByText('Not confirmed')).toBeVisible();
  await page.goto(await mailedLink(page, email, 'verify-email'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(
    page.getByRole('heading', { name: 'Your email address is confirmed' }),
  ).toBeVisible();
  await page.goto('/settings');
  await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
});

test('elsewhere it takes the password of the account, and says what to do who has none', async ({
  page,
  browser,
}) => {
  const { email, password } = await signUp(page, 'Emmy');
  const link = await mailedLink(page, email, 'verify-email');
  // Not guarded: the refusal is in the console.
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(link);
  await other.getByRole('button', { name: 'Confirm' }).click();
  await expect(other.getByRole('link', { name: 'Choose a password of your own' })).toBeVisible();
  await other.getByLabel('Password of the account').fill(password);
  await other.getByRole('button', { name: 'Confirm' }).click();
  await expect(
    other.getByRole('heading', { name: 'Your email address is confirmed' }),
  ).toBeVisible();
  await context.close();
});

test('sessions are listed, ended one by one, and a changed password ends them all but this', async ({
  page,
  browser,
  guard,
}) => {
  const { email, password } = await signUp(page, 'Linus');
  const { other, context } = await newBrowser(browser, guard);
  await other.goto('/sign-in');
  await signIn(other, { email, password });
  await expect(other.getByRole('heading', { name: 'Tasks' })).toBeVisible();

  await page.goto('/settings');
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await expect(sessions.getByRole('listitem')).toHaveCount(2);
  await expect(sessions.getByRole('listitem').first()).toContainText('This browser');
  await sessions.getByRole('button', { name: 'Sign out Chrome on Linux' }).click();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await other.goto('/tasks');
  await expect(other).toHaveURL(/\/sign-in/);

  await signIn(other, { email, password });
  await expect(other.getByRole('heading', { name: 'Tasks' })).toBeVisible();
  await page.getByLabel('Current password').fill('not the password');
  await page.getByLabel('New password', { exact: true }).fill('seventeen herons on a roof');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByLabel('Current password')).toHaveAccessibleDescription(
    'This is not your password.',
  );
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed')).toBeVisible();
  await other.goto('/tasks');
  await expect(other).toHaveURL(/\/sign-in/);
  await page.goto('/tasks');
  await expect(page.getByRole('heading', { name: 'Tasks' })).toBeVisible();
  await context.close();
});

test('two-step verification asks for a code after the password, or for one that was written down', async ({
  page,
  browser,
  guard,
}) => {
  const person = await signUp(page, 'Alan');
  await page.goto('/settings');
  const section = page.getByRole('region', { name: 'Two-step verification' });
  await section.getByRole('button', { name: 'Turn on' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(person.password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog.getByRole('img', { name: 'The key as a QR code' })).toBeVisible();
  const key = (await dialog.locator('code').innerText()).replaceAll(' ', '');
  const [backupCode = ''] = await dialog.getByRole('listitem').allInnerTexts();
  await dialog.getByLabel('Code', { exact: true }).fill(totp(key));
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(section.getByText('On', { exact: true })).toBeVisible();

  const { other, context } = await newBrowser(browser, guard);
  await other.goto('/sign-in');
  await signIn(other, person);
  await expect(other.getByLabel('Code')).toBeFocused();
  // Nothing is to be had before the code.
  expect((await other.request.get('/api/auth/token')).status()).toBe(401);
  await other.getByLabel('Code').fill('000000');
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByLabel('Code')).toHaveAccessibleDescription(/not the code/);
  // The code of now turned the step on, and works once.
  await other.getByLabel('Code').fill(totp(key, Date.now() + 30_000));
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Tasks' })).toBeVisible();

  await other.context().clearCookies();
  await other.goto('/sign-in');
  await signIn(other, person);
  await other.getByRole('button', { name: 'Use a backup code' }).click();
  await other.getByLabel('Backup code').fill(backupCode);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Tasks' })).toBeVisible();

  await other.goto('/settings');
  await other.getByRole('button', { name: 'Turn off' }).click();
  await other.getByRole('dialog').getByLabel('Your password').fill(person.password);
  await other.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
  await expect(other.getByRole('region', { name: 'Two-step' }).getByText('Off')).toBeVisible();
  await context.close();
});

test('a passkey is added, signs in without a password, and is removed', async ({ page }) => {
  await addAuthenticator(page);
  const { password } = await signUp(page, 'Barbara');
  await page.goto('/settings');
  const section = page.getByRole('region', { name: 'Passkeys' });
  await section.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('My laptop');
  await page.getByRole('dialog').getByLabel('Your password').fill(password);
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await expect(section.getByRole('listitem')).toContainText('My laptop');

  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Tasks' })).toBeVisible();
  const cookies = (await page.context().cookies()).filter(({ name }) => name.includes('auth'));
  expect(cookies.map(({ name }) => name)).toContain('better-auth.session_token');
  for (const cookie of cookies) {
    expect(cookie, cookie.name).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  }

  await page.goto('/settings');
  await section.getByRole('button', { name: 'Rename My laptop' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Old laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(section.getByRole('listitem')).toContainText('Old laptop');
  await section.getByRole('button', { name: 'Remove Old laptop' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(section.getByText('You have none yet.')).toBeVisible();
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText('This passkey opens no account here any more.')).toBeVisible();
});

test('a device that did not check who holds it opens nothing', async ({ page }) => {
  await addAuthenticator(page);
  const { password } = await signUp(page, 'Eve');
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Key');
  await page.getByRole('dialog').getByLabel('Your password').fill(password);
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('region', { name: 'Passkeys' })).toContainText('Key');
  await page.context().clearCookies();
  // Whoever has the device unattended asks it not to look.
  await page.route('**/generate-authenticate-options', async (route) => {
    const response = await route.fetch();
    const options = { ...(await response.json()), userVerification: 'discouraged' };
    await route.fulfill({ response, json: options });
  });
  await page.goto('/sign-in');
  const answered = page.waitForResponse(/verify-authentication/);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  expect((await answered).status()).toBe(401);
  expect((await page.request.get('/api/auth/token')).status()).toBe(401);
});

/** A device of Chromium's own that keeps passkeys, and is always there and unlocked. */
async function addAuthenticator(page: Page): Promise<void> {
  const device = await page.context().newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function signIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function newBrowser(browser: Browser, guard: (context: BrowserContext) => void) {
  const context = await browser.newContext();
  guard(context);
  return { context, other: await context.newPage() };
}

/** From the outbox's page, once the mail is there. */
async function mailedLink(page: Page, email: string, to: string): Promise<string> {
  const mail = page
    .getByRole('listitem')
    .filter({ hasText: email })
    .getByRole('link', { name: new RegExp(`/${to}#`) });
  await expect(async () => {
    await page.goto('/dev/outbox');
    await expect(mail).toHaveCount(1, { timeout: 500 });
  }).toPass();
  return mail.innerText();
}

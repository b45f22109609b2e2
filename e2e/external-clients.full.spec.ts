import { expect, type Page } from '@playwright/test';
import { test } from './guarded-test.ts';
import {
  type AnyClient,
  authorizationPath,
  MemoryProvider,
  mcpClients,
  startCallback,
} from './mcp-clients.ts';
import { signUp } from './people.ts';

let callback: Awaited<ReturnType<typeof startCallback>>;
test.beforeEach(async () => {
  callback = await startCallback();
});
test.afterEach(() => {
  callback.stop();
});

for (const [library, newClient] of Object.entries(mcpClients)) {
  for (const [kind, clientId] of [
    ['registered beforehand', 'mcp-inspector'],
    ['that registers itself', undefined],
  ] as const) {
    test(`${library}, ${kind}: found from the 401, allowed, used, refreshed, revoked`, async ({
      page,
    }) => {
      const { email, password } = await signUp(page, 'Ada');
      const address = await mcpAddress(page);
      const provider = new MemoryProvider(callback.url, {
        name: 'Test client',
        ...(clientId !== undefined && { clientId }),
      });
      const name = clientId === undefined ? 'Test client' : 'MCP Inspector';
      const connect = async () => {
        const client = newClient(address, provider);
        await client.connect();
        return client;
      };
      const expectSentAway = async (work: () => Promise<unknown>) => {
        provider.sentTo = undefined;
        await expect(work()).rejects.toThrow();
        expect(provider.sentTo).toBeDefined();
      };

      // The person is signed out, signs in, and is back at the question.
      await page.context().clearCookies();
      const waiting = newClient(address, provider);
      await expectSentAway(() => waiting.connect());
      await page.goto(provider.sentTo?.href ?? '');
      await expect(page).toHaveURL(/\/sign-in\?next=/);
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(
        page.getByRole('heading', { name: `Connect ${name} to your tasks?` }),
      ).toBeVisible();
      await expect(page.getByText(`You are signed in as ${email}.`)).toBeVisible();
      await expect(page.getByText('localhost (your device)')).toBeVisible();
      await expect(page.getByText('See your tasks')).toBeVisible();
      await expect(page.getByText('Add, change and delete your tasks')).toHaveCount(0);
      await expect(page.getByText('Nobody has checked this client.')).toHaveCount(
        clientId === undefined ? 1 : 0,
      );
      await waiting.finish(await press(page, 'Allow'));
      await waiting.close();

      const reader = await connect();
      expect((await reader.listTools()).tools.map((tool) => tool.name)).toContain('list_tasks');
      expect(await reader.callTool('list_tasks')).toMatchObject({
        structuredContent: { items: [], total: 0 },
      });

      // Its token ends; it has another, and a new way to the next one.
      const { refresh_token } = forgetAccessToken(provider);
      expect(await reader.callTool('list_tasks')).toMatchObject({
        structuredContent: { total: 0 },
      });
      expect(provider.stored?.refresh_token).toBeDefined();
      expect(provider.stored?.refresh_token).not.toBe(refresh_token);

      // To write it asks again, for more.
      // A client of generation 1 that can refresh does that, in vain: it must let go of its token.
      if (library.endsWith('sdk 1')) delete provider.stored?.refresh_token;
      await expectSentAway(() => reader.callTool('add_task', { title: 'Pay rent' }));
      const asked = provider.sentTo?.searchParams.get('scope')?.split(' ');
      expect(asked).toEqual(expect.arrayContaining(['tasks:read', 'tasks:write']));
      await page.goto(provider.sentTo?.href ?? '');
      await expect(page.getByText('Add, change and delete your tasks')).toBeVisible();
      await reader.finish(await press(page, 'Allow'));
      await reader.close();
      const writer = await connect();
      expect(await writer.callTool('add_task', { title: 'Pay rent' })).toMatchObject({
        structuredContent: { title: 'Pay rent' },
      });
      await page.goto('/tasks');
      await expect(page.getByRole('checkbox', { name: 'Complete Pay rent' })).toBeVisible();

      // The person sees it among their connections, and ends it.
      await page.goto('/connections');
      const row = page.getByRole('listitem').filter({ hasText: name });
      await expect(row).toContainText('See your tasks. Add, change and delete your tasks');
      await expect(row).toContainText('localhost (your device)');
      await row.getByRole('button', { name: `Revoke the access of ${name}` }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
      await expect(page.getByText('No client is connected')).toBeVisible();
      forgetAccessToken(provider);
      await expectSentAway(() => writer.callTool('list_tasks'));
      expect(provider.stored).toBeUndefined();
      await writer.close();
    });
  }
}

test('Deny tells the client so, and it gets nothing', async ({ page }) => {
  await signUp(page, 'Ada');
  const { client, provider } = await waitingClient(page, { clientId: 'mcp-inspector' });
  await page.goto(provider.sentTo?.href ?? '');
  const answer = await press(page, 'Deny');
  expect(answer.searchParams.get('error')).toBe('access_denied');
  expect(answer.searchParams.get('iss')).toMatch(/\/api\/auth$/);
  await expect(client.finish(answer)).rejects.toThrow();
  expect(provider.stored).toBeUndefined();
  await page.goto('/connections');
  await expect(page.getByText('No client is connected')).toBeVisible();
});

test('a client that calls itself Claude is seen to be another one', async ({ page }) => {
  await signUp(page, 'Ada');
  const registered = await page.request.post('/api/auth/oauth2/register', {
    data: { client_name: 'Claude', redirect_uris: ['https://claude.attacker.test/callback'] },
  });
  const { client_id } = await registered.json();
  await page.goto(authorizationPath(client_id, 'https://claude.attacker.test/callback'));
  await expect(page.getByRole('heading', { name: 'Connect Claude to your tasks?' })).toBeVisible();
  await expect(page.getByText('claude.attacker.test', { exact: true })).toBeVisible();
  await expect(page.getByText('Nobody has checked this client.')).toBeVisible();
});

test("markup in a client's name is shown as it is, and does nothing", async ({ page }) => {
  const name = '<img src=x onerror="document.title=1"><b>Claude</b>';
  await signUp(page, 'Ada');
  const registered = await page.request.post('/api/auth/oauth2/register', {
    data: { client_name: name, redirect_uris: ['https://attacker.test/callback'] },
  });
  const { client_id } = await registered.json();
  await page.goto(authorizationPath(client_id, 'https://attacker.test/callback'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    `Connect ${name} to your tasks?`,
  );
  await expect(page.locator('h1 img, h1 b')).toHaveCount(0);
  await expect(page).toHaveTitle(/^Connect a client/);
});

test('no other page can frame the question or lead elsewhere by it', async ({ page }) => {
  await signUp(page, 'Ada');
  await page.goto(authorizationPath('mcp-inspector', callback.url));
  const question = page.url();
  const response = await page.request.get(question);
  expect(response.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(response.headers()['x-frame-options']).toBe('DENY');

  for (const [name, value] of [
    ['redirect_uri', 'https://attacker.test/'],
    ['scope', 'tasks:read tasks:write'],
    ['client_id', 'claude'],
    ['exp', '9999999999'],
  ] as const) {
    const changed = new URL(question);
    changed.searchParams.set(name, value);
    await page.goto(changed.href);
    await expect(
      page.getByRole('heading', { name: 'This request is no longer good' }),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Allow' })).toHaveCount(0);
  }
  await page.goto(authorizationPath('mcp-inspector', 'https://attacker.test/'));
  await expect(
    page.getByRole('heading', { name: 'This client cannot be connected' }),
  ).toBeVisible();
});

test('the person who is asked can be another one: that leads back to the question', async ({
  page,
}) => {
  const { email, password } = await signUp(page, 'Ada');
  await page.context().clearCookies();
  await signUp(page, 'Grace');
  await page.goto(authorizationPath('mcp-inspector', callback.url));
  await page.getByRole('button', { name: 'Use another account' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText(`You are signed in as ${email}.`)).toBeVisible();
});

test('connections are revoked by keyboard, and a failure leaves them as they are', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  await page.goto(authorizationPath('mcp-inspector', callback.url));
  await page.getByRole('button', { name: 'Allow' }).focus();
  const answer = callback.next();
  await page.keyboard.press('Enter');
  await answer;
  await page.waitForURL(({ pathname }) => pathname === '/oauth/callback');

  await page.goto('/connections');
  const revoke = page.getByRole('button', { name: 'Revoke the access of MCP Inspector' });
  const question = page.getByRole('alertdialog');
  const ask = async () => {
    await revoke.focus();
    await page.keyboard.press('Enter');
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(question).toBeHidden();
  };
  await page.route('**/api/auth/connections/revoke', (route) => route.fulfill({ status: 503 }));
  await ask();
  await expect(page.getByText('MCP Inspector still has access').first()).toBeVisible();
  await expect(revoke).toBeVisible();
  await page.unroute('**/api/auth/connections/revoke');

  // Revoked, and the list cannot be read anew: it says so, and goes on when it can.
  await page.route('**/api/auth/connections', (route) => route.abort());
  await ask();
  await expect(page.getByText('The list may be out of date')).toBeVisible();
  await page.unroute('**/api/auth/connections');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('No client is connected')).toBeVisible();
  await expect(page.getByText('The list may be out of date')).toBeHidden();
});

/** As the Connections page shows it. */
async function mcpAddress(page: Page): Promise<URL> {
  await page.goto('/connections');
  const shown = await page.getByRole('group', { name: 'MCP address' }).textContent();
  return new URL(shown ?? '');
}

async function waitingClient(
  page: Page,
  options: { clientId: string },
): Promise<{ client: AnyClient; provider: MemoryProvider }> {
  const provider = new MemoryProvider(callback.url, options);
  const newClient = Object.values(mcpClients).at(-1);
  if (!newClient) throw new Error('There is no client.');
  const client = newClient(await mcpAddress(page), provider);
  await expect(client.connect()).rejects.toThrow();
  return { client, provider };
}

/** @returns where the browser was sent back to */
async function press(page: Page, button: 'Allow' | 'Deny'): Promise<URL> {
  const answer = callback.next();
  await page.getByRole('button', { name: button }).click();
  await page.waitForURL(({ pathname }) => pathname === '/oauth/callback');
  return answer;
}

/** The token that the client has is no good any more, as after five minutes. */
function forgetAccessToken(provider: MemoryProvider) {
  const { stored } = provider;
  if (!stored) throw new Error('The client has no tokens.');
  provider.stored = { ...stored, access_token: 'expired' };
  return stored;
}

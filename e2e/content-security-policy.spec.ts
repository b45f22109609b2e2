import { expect, type Page, test } from '@playwright/test';
import { startForeignHost } from './foreign-host.ts';
import { signUp } from './people.ts';

const pages = ['/', '/sign-in', '/sign-up', '/tasks', '/chat', '/nowhere'];

test('every page has a policy with a nonce of its own, and tells nobody what serves it', async ({
  page,
}) => {
  await signUp(page, 'Ada');
  const nonces = new Set<string>();
  for (const path of [...pages, ...pages]) {
    const headers = (await page.request.get(path)).headers();
    const policy = headers['content-security-policy'] ?? '';
    nonces.add(/script-src 'nonce-([\w+/]{22}==)' 'strict-dynamic';/.exec(policy)?.[1] ?? '');
    for (const part of [
      "default-src 'none'",
      "img-src 'self' data:",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy.split('; ')).toContain(part);
    }
    expect(headers).toMatchObject({
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  }
  expect(nonces.size).toBe(2 * pages.length);
  expect(nonces).not.toContain('');
});

test('what is no page may load nothing and be framed by nobody', async ({ request }) => {
  for (const path of ['/api/auth/jwks', '/health', '/_next/nothing']) {
    expect((await request.get(path)).headers()['content-security-policy']).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
  }
});

test('markup that got into a page runs no script and sends nothing to another host', async ({
  page,
}) => {
  await using foreign = await startForeignHost();
  const { url: elsewhere } = foreign;
  await signUp(page, 'Ada');
  await inject(
    page,
    `<base href="${elsewhere}/">
     <script>window.ran = 'inline'</script>
     <script src="${elsewhere}/script.js"></script>
     <script src="data:text/javascript,window.ran='data'"></script>
     <img src="x" onerror="window.ran = 'handler'">
     <img src="${elsewhere}/image"><iframe src="${elsewhere}/frame"></iframe>
     <link rel="stylesheet" href="${elsewhere}/style.css">
     <style>body { background: url(${elsewhere}/background) }</style>
     <object data="${elsewhere}/object"></object><video src="${elsewhere}/video"></video>`,
  );
  const refused = await page.evaluate((url) => {
    const link = document.body.appendChild(document.createElement('a'));
    link.href = 'javascript:window.ran="link"';
    link.click();
    const form = document.body.appendChild(document.createElement('form'));
    Object.assign(form, { action: url, method: 'post' }).submit();
    const socket = new WebSocket(url.replace('http', 'ws'));
    return Promise.allSettled([
      fetch(url, { mode: 'no-cors' }),
      new Promise((resolve, reject) => {
        socket.addEventListener('open', resolve);
        socket.addEventListener('error', reject);
      }),
    ]);
  }, elsewhere);
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  // The page itself goes on as ever. Asked of it directly: to a locator, the navigation that the form
  // asked for and the policy refused may look like one that has yet to end.
  expect(await page.evaluate(() => document.querySelector('h1')?.textContent)).toBe('Tasks');
  expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined();
  expect(foreign.asked).toEqual([]);
});

test('no other site can show a page of ours in a frame', async ({ page, baseURL }) => {
  await using foreign = await startForeignHost(`<iframe src="${baseURL}/sign-in"></iframe>`);
  await page.goto(foreign.url);
  expect(page.frames().map((frame) => frame.url())).toEqual([
    `${foreign.url}/`,
    'chrome-error://chromewebdata/',
  ]);
});

/** Loads the page as if a hole had let this into what the server rendered. */
async function inject(page: Page, markup: string): Promise<void> {
  await page.route('**/tasks', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<body[^>]*>/, (tag) => tag + markup);
    await route.fulfill({ response, body });
  });
  // Followed as soon as React has taken over a page that is not as it rendered it: what is added while
  // it does so breaks the page, and is no attack.
  const following = page.waitForRequest(/changes\.follow/);
  await page.goto('/tasks', { waitUntil: 'domcontentloaded' });
  await following;
}

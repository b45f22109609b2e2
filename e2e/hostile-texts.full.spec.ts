import { expect, type Page, test } from '@playwright/test';
import { z } from 'zod';
import { type GatewayClient, gatewayClient } from '#test/gateway-client.ts';
import { type ForeignHost, startForeignHost } from './foreign-host.ts';
import { hostileTexts } from './hostile-texts.ts';
import { model } from './model.ts';
import { signUp } from './people.ts';

const { GATEWAY_PORT = '8000' } = process.env;

// The content security policy has tests of its own. Without it a text that gets through is seen,
// so what holds here holds twice.
test.use({ bypassCSP: true });
test.setTimeout(240_000);

/** Steps of one run: every text but the last is followed by a tool call, and so stands alone. */
const perRun = 8;

test('no answer of a model runs a script or sends anything away, while it streams or later', async ({
  page,
}) => {
  await using watched = await watch(page);
  const runs = chunks(hostileTexts(watched.foreign.url), perRun);
  try {
    await page.goto('/chat');
    for (const [index, texts] of runs.entries()) {
      await model.script(
        ...texts.map((text, at) => ({
          chunks: cutOddly(text, index + at),
          chunkDelayMs: 40,
          ...(at < texts.length - 1 && { toolCalls: [{ name: 'list_tasks', arguments: {} }] }),
        })),
      );
      await page.getByRole('textbox', { name: 'Message' }).fill(texts.join('\n').slice(0, 8000));
      await page.getByRole('button', { name: 'Send' }).click();
      const answers = page.getByRole('article', { name: 'The agent answered' });
      await expect(answers).toHaveCount(index + 1);
      await expect(answers.last()).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
      await watched.expectNothing();
    }
  } finally {
    await model.clear();
  }
  await page.reload();
  await expect(page.getByRole('article', { name: 'The agent answered' })).toHaveCount(runs.length);
  await watched.expectNothing();
  // Not for want of an answer: harmless parts are there, and a link says where it leads.
  await expect(page.getByText('[image: chart]').first()).toBeVisible();
  await expect(page.getByText(`(${new URL(watched.foreign.url).host})`).first()).toBeVisible();
});

test('no task or conversation runs a script or sends anything away, on any page that shows it', async ({
  page,
}) => {
  await using watched = await watch(page);
  const client = await clientOf(page);
  const texts = hostileTexts(watched.foreign.url);
  const titles = [...new Set(texts.map((text) => text.slice(0, 200)))];
  for (const [index, title] of titles.entries()) {
    const tags = title.slice(0, 40).trim();
    await client.tasks.add.mutate({
      title,
      notes: (texts[index] ?? '').slice(0, 5000),
      tags: tags === '' ? [] : [tags],
      dueOn: '2030-01-01',
    });
  }
  await page.goto('/tasks');
  await expect(page.getByRole('checkbox').first()).toBeVisible();
  await watched.expectNothing();
  for (const title of [titles[0], titles[4], titles[23]]) {
    await page.getByRole('button', { name: title ?? '', exact: true }).click();
    await expect(page.getByRole('dialog').getByLabel('Title')).toHaveValue(title ?? '');
    await watched.expectNothing();
    await page.keyboard.press('Escape');
  }

  try {
    // The model lists the tasks, and is asked in words that become the conversation's title.
    for (const title of titles.slice(0, 24)) {
      await model.script(
        { toolCalls: [{ name: 'list_tasks', arguments: { limit: 100 } }] },
        { text: 'Done.' },
      );
      const { conversationId } = await client.chat.send.mutate({ text: title });
      await client.chat.rename.mutate({ conversationId, title: title.slice(0, 120) });
      await expect
        .poll(async () => {
          const { messages } = await client.chat.get.query({ conversationId });
          return messages.at(-1)?.run?.status;
        })
        .toBe('finished');
    }
  } finally {
    await model.clear();
  }
  const newest = await client.chat.list.query({ limit: 1 });
  await page.goto(`/chat/${newest.items[0]?.id}`);
  await expect(page.getByText('Done.')).toBeVisible();
  for (const more of await page.getByRole('button', { name: /more|all/i }).all()) {
    if (await more.isVisible()) await more.click();
  }
  await watched.expectNothing();
});

interface Watched extends AsyncDisposable {
  foreign: ForeignHost;
  /** Fails when a script ran, a foreign host was asked, or an element is there that could do so. */
  expectNothing(): Promise<void>;
}

/** Signs up a person, and from then on notices what hostile texts try to do. */
async function watch(page: Page): Promise<Watched> {
  const foreign = await startForeignHost();
  const faults: string[] = [];
  await page.exposeFunction('canary', () => faults.push('a script ran'));
  page.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => faults.push(`a window: ${popup.url()}`));
  await signUp(page, 'Ada');
  const ours = new Set([new URL(page.url()).host, `localhost:${GATEWAY_PORT}`]);
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:' && !ours.has(host)) faults.push(`a request: ${request.url()}`);
  });
  const { origin } = new URL(page.url());
  return {
    foreign,
    async expectNothing() {
      // Whatever an image or a frame would have started has begun by the second frame.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      expect(faults).toEqual([]);
      expect(foreign.asked).toEqual([]);
      expect(new URL(page.url()).origin).toBe(origin);
      expect(await page.locator(forbidden).evaluateAll(describe)).toEqual([]);
      const hrefs = await page
        .locator('main a')
        .evaluateAll((links) =>
          links.map((link) => (link instanceof HTMLAnchorElement ? link.protocol : 'no address')),
        );
      expect(hrefs.filter((protocol) => !/^(https?|mailto):$/.test(protocol))).toEqual([]);
    },
    [Symbol.asyncDispose]: () => foreign[Symbol.asyncDispose](),
  };
}

/** What no page of ours has in its content, however harmless it may look. */
const forbidden = [
  'img, picture, video, audio, iframe, frame, object, embed, math, base, marquee, details, template',
  'table[background], svg script, svg use, svg image, body style, body link, body meta, main script',
  'main form[action], article [style]',
  '[onerror], [onload], [onclick], [onmouseover], [onfocus], [ontoggle]',
].join(', ');

function describe(elements: Element[]): string[] {
  return elements.map((element) => element.outerHTML.slice(0, 200));
}

async function clientOf(page: Page): Promise<GatewayClient> {
  const answer: unknown = await (await page.request.get('/api/auth/token')).json();
  const { token } = z.object({ token: z.string() }).parse(answer);
  return gatewayClient(`http://127.0.0.1:${GATEWAY_PORT}`, token);
}

/** In three pieces, at places that no tokenizer would choose: inside of a tag, an address, an escape. */
function cutOddly(text: string, seed: number): string[] {
  const first = 1 + (seed % 7);
  const second = first + Math.max(1, Math.floor((text.length - first) * ((seed % 5) / 6)));
  return [text.slice(0, first), text.slice(first, second), text.slice(second)].filter(
    (piece) => piece !== '',
  );
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

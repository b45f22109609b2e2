import { afterAll, expect, test } from 'vitest';
import { followToEnd, gatewayClient, textOf } from './gateway-client.ts';
import { startNginx } from './nginx.ts';
import { startSystem } from './system.ts';

const system = await startSystem();
const nginx = await startNginx(system.gateway.url);
afterAll(async () => {
  await nginx?.stop();
  await system.stop();
});

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index} `);

// oxlint-disable-next-line vitest/no-conditional-tests -- which of the two it is must be seen
if (nginx === undefined) {
  // Passes, so that its name stands in the result: the machine lacks something, not the project.
  test('NOT RUN, no nginx on this machine', () => {
    console.log('nginx was NOT RUN: apt-get could not install it.');
    expect(nginx).toBeUndefined();
  });
} else {
  test('a run is streamed through nginx piece by piece, compressed, and is kept alive while nothing is said', async () => {
    const token = await (await system.signUp()).token();
    const client = gatewayClient(nginx.url, token);
    // Silent for longer than nginx waits.
    await system.model.script({ chunks: words(60), chunkDelayMs: 50, firstDelayMs: 18_000 });
    const { runId } = await client.chat.send.mutate({ text: 'Talk' });
    const times: number[] = [];
    const events = await followToEnd(client, runId, {
      enough: ({ type }) => {
        times.push(performance.now());
        return type === 'done';
      },
    });
    expect(events.map(({ id }) => Number(id))).toEqual(events.map((_, index) => index + 1));
    expect(textOf(events)).toBe(words(60).join(''));
    // Three seconds of text: held back by a buffer, it would have come at once.
    const textTimes = times.filter((_, index) => events[index]?.event.type === 'text');
    expect((textTimes.at(-1) ?? 0) - (textTimes[0] ?? 0)).toBeGreaterThan(1_500);
    expect(textTimes.length).toBeGreaterThan(5);

    const input = encodeURIComponent(JSON.stringify({ runId }));
    const replay = await fetch(`${nginx.url}/trpc/chat.follow?input=${input}`, {
      headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' },
    });
    expect(replay.headers.get('content-encoding')).toBe('gzip');
    expect(await replay.text()).toContain('"type":"done"');
  });

  test('a run is stopped and followed again through nginx', async () => {
    const client = gatewayClient(nginx.url, await (await system.signUp()).token());
    await system.model.script({ chunks: words(4_000), chunkDelayMs: 25 });
    const { runId } = await client.chat.send.mutate({ text: 'Talk' });
    const seen = await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
    await client.chat.stop.mutate({ runId });
    const lastEventId = seen.at(-1)?.id ?? '';
    const rest = await followToEnd(client, runId, { lastEventId });
    expect(rest.at(-1)?.event).toEqual({ type: 'done', reason: 'stopped' });
    const ids = [...seen, ...rest].map(({ id }) => Number(id));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
  });
}

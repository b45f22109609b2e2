import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

// An issuer that is down for long, through the MCP server's real HTTP, with the clock moved.

const minuteMs = 60_000;
let startedAt: number;
let server: ToolServer;
beforeEach(async () => {
  // Before anything takes hold of the clock.
  vi.useFakeTimers({ toFake: ['Date'] });
  startedAt = Date.now();
  server = await startToolServer();
});
afterEach(async () => {
  await server.stop();
  vi.useRealTimers();
});

async function postAfter(minutes: number): Promise<Response> {
  vi.setSystemTime(startedAt + minutes * minuteMs);
  return server.post();
}

test.each(['a refused connection', 'silence', 'status 500', 'a page of HTML', 'no keys'] as const)(
  '%s for keys: nothing fails for an hour, then 503 until the issuer is back, never 401',
  async (outage) => {
    expect((await postAfter(0)).status).toBe(200);
    server.jwks.fail(outage);
    for (const minutes of [1, 6, 30, 59]) expect((await postAfter(minutes)).status).toBe(200);

    const refused = await postAfter(61);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    server.jwks.publish([server.key]);
    expect((await postAfter(62)).status).toBe(200);
  },
);

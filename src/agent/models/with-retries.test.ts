import { expect, test } from 'vitest';
import type { ModelPiece } from './model.ts';
import { ModelFault } from './model-fault.ts';
import { withRetries } from './with-retries.ts';

const busy = (retryAfterMs?: number) => new ModelFault('UNAVAILABLE', 'Busy.', { retryAfterMs });

/** A model that fails so often, and what became of asking it. */
async function ask(failures: ModelFault[], retries: number, signal = new AbortController().signal) {
  const times: number[] = [];
  async function* once(): AsyncGenerator<ModelPiece> {
    times.push(performance.now());
    const failure = failures.shift();
    if (failure) throw failure;
    yield { type: 'end', toolCalls: [] };
  }
  const pieces: ModelPiece[] = [];
  const outcome = await (async () => {
    for await (const piece of withRetries(once, { retries, signal })) pieces.push(piece);
  })().catch((error: unknown) => error);
  return { outcome, pieces, waits: times.slice(1).map((time, at) => time - (times[at] ?? 0)) };
}

test('the waits between tries grow, and not everybody waits alike', async () => {
  const both = await Promise.all([1, 2, 3, 4].map(() => ask([busy(), busy()], 2)));
  for (const { pieces, waits } of both) {
    expect(pieces).toEqual([{ type: 'end', toolCalls: [] }]);
    expect(waits[0]).toBeGreaterThanOrEqual(249);
    expect(waits[1]).toBeGreaterThanOrEqual(499);
  }
  expect(new Set(both.map(({ waits }) => waits[0])).size).toBeGreaterThan(1);
});

test('the last failure is told when the tries are used up', async () => {
  const last = busy(0);
  expect(await ask([busy(0), busy(0), last], 2)).toMatchObject({ outcome: last, pieces: [] });
  expect(await ask([last], 0)).toMatchObject({ outcome: last, waits: [] });
});

test('whoever stops does not wait for the next try', async () => {
  const stop = new AbortController();
  const asked = ask([busy(19_000)], 2, stop.signal);
  const startedAt = performance.now();
  stop.abort();
  const { outcome, pieces } = await asked;
  expect(outcome).toMatchObject({ name: 'AbortError' });
  expect(pieces).toEqual([]);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

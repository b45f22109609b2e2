import { measure, report } from './measure.ts';

/**
 * What `more` takes beyond `less`, at p50: the two run in turn, so that whatever else the machine
 * does falls on both alike.
 */
export async function measureDifference(
  what: string,
  { more, less }: Record<'more' | 'less', () => Promise<unknown>>,
  targetMs: number,
): Promise<void> {
  const taken: Record<'more' | 'less', number[]> = { more: [], less: [] };
  await measure(times, async () => {
    for (const [name, work] of [
      ['less', less],
      ['more', more],
    ] as const) {
      const startedAt = performance.now();
      await work();
      taken[name].push(performance.now() - startedAt);
    }
  });
  const [p50, p99] = [0.5, 0.99].map((share) => at(taken.more, share) - at(taken.less, share));
  console.log(
    `  with ${at(taken.more, 0.5).toFixed(3)} ms, without ${at(taken.less, 0.5).toFixed(3)} ms`,
  );
  report(what, { p50: p50 ?? NaN, p99: p99 ?? NaN }, targetMs);
}

const times = 3_000;

function at(values: number[], share: number): number {
  const counted = values.slice(-times).toSorted((one, other) => one - other);
  return counted[Math.floor(counted.length * share)] ?? NaN;
}

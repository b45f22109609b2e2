import { measure, report, timingsOf } from './measure.ts';

const times = 3_000;

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
  // Without those that warmed up.
  const withIt = timingsOf(taken.more.slice(-times));
  const withoutIt = timingsOf(taken.less.slice(-times));
  console.log(`  with ${withIt.p50.toFixed(3)} ms, without ${withoutIt.p50.toFixed(3)} ms`);
  report(what, { p50: withIt.p50 - withoutIt.p50, p99: withIt.p99 - withoutIt.p99 }, targetMs);
}

/** How long each of many runs took, in milliseconds. */
export interface Timings {
  p50: number;
  p99: number;
}

/** Runs `work` one after the other: some times to warm up, then `times` that count. */
export async function measure(
  times: number,
  work: (index: number) => Promise<unknown>,
): Promise<Timings> {
  const warmUp = Math.ceil(times / 10);
  const taken: number[] = [];
  for (let index = 0; index < warmUp + times; index += 1) {
    const startedAt = performance.now();
    await work(index);
    if (index >= warmUp) taken.push(performance.now() - startedAt);
  }
  return timingsOf(taken);
}

/** @param taken milliseconds, in any order */
export function timingsOf(taken: readonly number[]): Timings {
  const sorted = taken.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** One line of a bench: what was measured, and what it should not exceed at p50. */
export function report(what: string, { p50, p99 }: Timings, targetMs: number): void {
  const ms = (value: number) => `${value.toFixed(value < 1 ? 4 : 1)} ms`;
  const verdict = p50 <= targetMs ? 'met' : 'MISSED';
  console.log(
    `  ${what.padEnd(36)} p50 ${ms(p50)}   p99 ${ms(p99)}   target p50 ${targetMs} ms: ${verdict}`,
  );
}

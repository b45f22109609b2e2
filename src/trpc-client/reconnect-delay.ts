/**
 * How long to wait after a number of failures in a row, in milliseconds: half a second, then twice
 * as long each time up to 15 s, give or take a quarter so that pages do not return all at once.
 */
export function reconnectDelayMs(failures: number): number {
  return Math.min(15_000, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
}

import { setTimeout as delay } from 'node:timers/promises';
import { isPortFree } from './free-port.ts';

/** A port and the environment variable that moves it. */
export type WantedPort = { port: number; variable: string; use: string };

/**
 * @param command what the person ran, for the example
 * @param graceMs how long a port may still be let go, by the parts of a start that was killed
 * @throws with each port that is in use, or wanted twice, and the variable that moves it
 */
export async function requireFreePorts(
  wanted: WantedPort[],
  command: string,
  graceMs: number,
): Promise<void> {
  const deadline = Date.now() + graceMs;
  for (;;) {
    const faults = [...findRepeated(wanted), ...(await findTaken(wanted, command))];
    if (faults.length === 0) return;
    if (Date.now() >= deadline) throw new Error(faults.join('\n'));
    await delay(100);
  }
}

/** The next one upwards that nobody has and that no other part is about to take. */
async function nextFreePort(port: number, wanted: WantedPort[]): Promise<number> {
  let next = port + 1;
  while (wanted.some((other) => other.port === next) || !(await isPortFree(next))) next += 1;
  return next;
}

function findRepeated(wanted: WantedPort[]): string[] {
  return wanted.flatMap(({ port, variable }, at) => {
    const first = wanted.findIndex((other) => other.port === port);
    const other = wanted[first];
    return first < at && other ? [`${other.variable} and ${variable} are both ${port}.`] : [];
  });
}

async function findTaken(wanted: WantedPort[], command: string): Promise<string[]> {
  const faults = wanted.map(async ({ port, variable, use }) => {
    if (await isPortFree(port)) return [];
    const example = `${variable}=${await nextFreePort(port, wanted)} ${command}`;
    return [`Port ${port} (${use}) is in use. ${variable} moves it: ${example}`];
  });
  return (await Promise.all(faults)).flat();
}

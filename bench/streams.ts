import { execFileSync } from 'node:child_process';
import { startTestCluster } from '#test/cluster.ts';
import {
  type FollowedEvent,
  followToEnd,
  type GatewayClient,
  gatewayClient,
  textOf,
} from '#test/gateway-client.ts';
import { startSystem } from '#test/system.ts';

// Runs that stream at once, each to a follower of its own, through one gateway with its workers:
// whether each event comes once and in order, and what an open stream costs in memory.

const people = 10;
const runsPerPerson = 50;
const words = Array.from({ length: 100 }, (_, index) => `word${index} `);
/** Each answer takes 40 seconds, and so all are under way at once. */
const chunkDelayMs = 400;

let watching: NodeJS.Timeout | undefined;
const cluster = await startTestCluster();
try {
  const limits = { RUNS_PER_PERSON: String(runsPerPerson) };
  const system = await startSystem(limits, {}, cluster.url);
  try {
    const clients: GatewayClient[] = [];
    for (let index = 0; index < people; index += 1) {
      const person = await system.signUp();
      clients.push(gatewayClient(system.gateway.url, await person.token()));
    }
    // What was never used before takes its memory only now.
    for (const client of clients) {
      const { runId } = await client.chat.send.mutate({ text: 'Hello' });
      await followToEnd(client, runId);
    }
    const count = people * runsPerPerson;
    await system.model.script(
      ...Array.from({ length: count }, () => ({ chunks: words, chunkDelayMs })),
    );
    const idleKb = residentKb(system.gateway.process.pid);
    let most = { streams: 0, kb: idleKb };
    let open = 0;
    watching = setInterval(() => {
      if (open >= most.streams)
        most = { streams: open, kb: residentKb(system.gateway.process.pid) };
    }, 1_000).unref();
    const startedAt = performance.now();
    const follow = async (client: GatewayClient, runId: string) => {
      open += 1;
      const events = await followToEnd(client, runId);
      open -= 1;
      return faultsOf(events);
    };
    const followed = await Promise.all(
      clients.map(async (client) => {
        const faults: Promise<ReturnType<typeof faultsOf>>[] = [];
        // One after the other: it is the streams that are measured.
        for (let index = 0; index < runsPerPerson; index += 1) {
          const { runId } = await client.chat.send.mutate({ text: 'Talk' });
          faults.push(follow(client, runId));
        }
        return Promise.all(faults);
      }),
    );
    const runs = followed.flat();
    const sum = (fault: keyof ReturnType<typeof faultsOf>) =>
      runs.reduce((total, faults) => total + faults[fault], 0);
    const seconds = (performance.now() - startedAt) / 1000;
    const faults = sum('lost') + sum('repeated') + sum('disordered') + sum('unfinished');
    console.log(
      `  ${count} runs, ${most.streams} streams at once, ${sum('events')} events in ${seconds.toFixed(1)} s`,
    );
    console.log(
      `  lost ${sum('lost')}, repeated ${sum('repeated')}, disordered ${sum('disordered')}, ` +
        `not brought to their end ${sum('unfinished')}   target 0: ${faults === 0 ? 'met' : 'MISSED'}`,
    );
    const perStream = (most.kb - idleKb) / Math.max(1, most.streams);
    console.log(
      `  memory of the gateway for each open stream and its run: ${perStream.toFixed(0)} kB`,
    );
    if (faults > 0) process.exitCode = 1;
  } finally {
    clearInterval(watching);
    await system.stop();
  }
} finally {
  await cluster.stop();
}

function faultsOf(events: readonly FollowedEvent[]) {
  const ids = events.map(({ id }) => Number(id));
  const last = ids.at(-1) ?? 0;
  const whole = events.at(-1)?.event.type === 'done' && textOf(events) === words.join('');
  return {
    events: events.length,
    lost: last - new Set(ids).size,
    repeated: ids.length - new Set(ids).size,
    disordered: ids.filter((id, index) => id <= (ids[index - 1] ?? 0)).length,
    unfinished: whole ? 0 : 1,
  };
}

/** What the process holds in memory, in kilobytes. */
function residentKb(pid = 0): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}

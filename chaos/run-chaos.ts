import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '#scripts/free-port.ts';
import { createClient } from '#test/database.ts';
import { spawnServer } from '#test/spawn-server.ts';
import { startSystem } from '#test/system.ts';
import { chat } from './chatter.ts';
import { checkInvariants, type Findings } from './invariants.ts';
import { randomAnswer } from './model-answers.ts';
import { startRestartablePostgres } from './postgres.ts';
import { createRandom } from './random.ts';
import { makeTroubles, type Place } from './troubles.ts';

export interface ChaosOptions {
  seconds: number;
  seed: number;
  people?: number;
  say: (line: string) => void;
}

export interface ChaosReport extends Findings {
  /** How often each process was killed, and PostgreSQL restarted. */
  readonly troubles: Readonly<Record<string, number>>;
}

/** What the runs of the last moment have to be taken over and brought to an end. */
const settleMs = 60_000;

/**
 * People chat with an unreliable model while processes are killed and PostgreSQL is restarted; then
 * everything that must hold whatever happens is looked at.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seconds, seed, people = 16, say } = options;
  const random = createRandom(seed);
  const postgres = await startRestartablePostgres();
  const started: Place[] = [];
  try {
    const system = await startSystem(
      { MODEL_IDLE_TIMEOUT_MS: '1500', MODEL_RETRIES: '1', RUNS_PER_PERSON: '100' },
      { SIGN_UPS_PER_MINUTE: '1000', LOG_LEVEL: 'warn' },
      postgres.url,
    );
    try {
      const place = async (
        name: string,
        entry: string,
        env: Record<string, string>,
        portVariable: string,
      ): Promise<Place> => {
        const port = await freePort();
        const wholeEnv = { ...env, [portVariable]: String(port), LOG_LEVEL: 'warn' };
        const server = await spawnServer(entry, port, wholeEnv);
        const made = { name, entry, port, env: wholeEnv, server };
        started.push(made);
        return made;
      };
      const [gateway, worker] = ['src/gateway/main.ts', 'src/gateway/worker-main.ts'];
      const { gatewayEnv, mcpEnv } = system;
      const gateways = [
        await place('gateway 1', gateway, gatewayEnv, 'GATEWAY_PORT'),
        await place('gateway 2', gateway, gatewayEnv, 'GATEWAY_PORT'),
        await place('gateway 3', gateway, { ...gatewayEnv, RUN_WORKERS: '0' }, 'GATEWAY_PORT'),
      ];
      const workers = [await place('worker', worker, gatewayEnv, 'WORKER_PORT')];
      // The others find it where it is.
      await Promise.all([system.mcp.stop(), system.gateway.stop()]);
      const mcpPort = Number(mcpEnv['MCP_PORT']);
      const mcpEntry = 'mcp-server/main.ts';
      const mcp: Place = {
        name: 'MCP server',
        entry: mcpEntry,
        port: mcpPort,
        env: mcpEnv,
        server: await spawnServer(mcpEntry, mcpPort, mcpEnv),
      };
      started.push(mcp);

      const persons = [];
      for (let at = 0; at < people; at += 1) persons.push(await system.signUp(`Person${at}`));
      const refill = () =>
        system.model.script(...Array.from({ length: 400 }, () => randomAnswer(random)));
      await refill();
      const refilling = setInterval(() => void refill().catch(() => {}), 1_000);

      const over = new AbortController();
      const startedAt = performance.now();
      const elapsed = () => `${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s`;
      const troubles = makeTroubles([...gateways, ...workers, mcp], postgres, random, (what) =>
        say(`  ${elapsed()}  ${what}`),
      );
      const urls = gateways.map(({ server }) => server.url);
      const chatting = Promise.all(
        persons.map((person, at) => chat(person, urls, createRandom(seed + at + 1), over.signal)),
      );
      await delay(seconds * 1_000);
      await troubles.end();
      over.abort();
      say(`  ${elapsed()}  everything is up again`);
      const chatters = await chatting;

      await using owner = await createClient(system.database.owner);
      const settledBy = Date.now() + settleMs;
      const running = async () =>
        (await owner.query(`SELECT 1 FROM agent.runs WHERE status = 'running'`)).rowCount ?? 0;
      while ((await running()) > 0 && Date.now() < settledBy) await delay(500);
      say(`  ${elapsed()}  every run is over`);
      clearInterval(refilling);
      // Jobs are finished after their runs.
      await delay(3_000);
      const findings = await checkInvariants(owner, chatters);
      return { ...findings, troubles: Object.fromEntries(troubles.counts) };
    } finally {
      await Promise.all(started.map(({ server }) => server.stop()));
      await system.stop();
    }
  } finally {
    await postgres.stop();
  }
}

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { freePort } from '#scripts/free-port.ts';
import type { DockerEngine } from './docker-engine.ts';

const root = join(import.meta.dirname, '../..');
const healthyTimeoutMs = 240_000;

/** The parts of `docker inspect` that the tests look at. */
const Container = z.object({
  Image: z.string(),
  Config: z.object({ User: z.string(), Labels: z.record(z.string(), z.string()) }),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    Health: z.object({ Status: z.string() }).optional(),
  }),
  HostConfig: z.object({
    PortBindings: z
      .record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })))
      .nullable(),
  }),
});
type Container = z.infer<typeof Container>;

/** docker-compose.yml under a project name and ports of its own. */
export interface SystemInContainers {
  readonly webPort: number;
  readonly webUrl: string;
  readonly gatewayUrl: string;
  readonly mcpUrl: string;
  compose(...args: readonly string[]): Promise<string>;
  /** By service, running or not. */
  containers(): Promise<Map<string, Container>>;
  /** Runs JavaScript in a running service's container. */
  evaluate(service: string, script: string): Promise<string>;
  /** Resolves when every service is healthy and the migration has ended well. */
  untilHealthy(): Promise<void>;
  /** What the engine still holds of it: containers, networks, volumes, images. */
  remains(): Promise<string[]>;
}

/**
 * @param secretsFile as `npm run compose:secrets` writes it
 * @param variables on top of it
 */
export async function systemInContainers(
  engine: DockerEngine,
  project: string,
  secretsFile: string,
  variables: Record<string, string>,
): Promise<SystemInContainers> {
  const [webPort, gatewayPort, mcpPort] = [await freePort(), await freePort(), await freePort()];
  const env = {
    OPENAI_API_KEY: '',
    OPENAI_BASE_URL: '',
    WEB_PORT: String(webPort),
    GATEWAY_PORT: String(gatewayPort),
    MCP_PORT: String(mcpPort),
    ...variables,
  };
  const file = join(root, 'docker-compose.yml');
  const compose = (...args: readonly string[]) =>
    engine.compose(['-p', project, '-f', file, '--env-file', secretsFile, ...args], env);
  const label = `label=com.docker.compose.project=${project}`;

  const containers = async () => {
    const ids = words(await engine.docker('ps', '--all', '--quiet', '--filter', label));
    const found = z
      .array(Container)
      .parse(ids.length === 0 ? [] : JSON.parse(await engine.docker('inspect', ...ids)));
    return new Map(
      found.map((one) => [one.Config.Labels['com.docker.compose.service'] ?? '', one]),
    );
  };
  const untilHealthy = async () => {
    const deadline = Date.now() + healthyTimeoutMs;
    for (;;) {
      const waitedFor = [...(await containers())].filter(([, one]) => !isWell(one));
      if (waitedFor.length === 0) return;
      if (Date.now() > deadline) {
        const states = waitedFor.map(([name, { State }]) => `${name}: ${JSON.stringify(State)}`);
        throw new Error(
          `Not healthy:\n${states.join('\n')}\n${await compose('logs', '--tail=30')}`,
        );
      }
      await delay(500);
    }
  };
  return {
    webPort,
    webUrl: `http://localhost:${webPort}`,
    gatewayUrl: `http://localhost:${gatewayPort}`,
    mcpUrl: `http://127.0.0.1:${mcpPort}`,
    compose,
    containers,
    evaluate: async (service, script) =>
      (await compose('exec', '-T', service, 'node', '-e', script)).trim(),
    untilHealthy,
    remains: async () => {
      const lists = await Promise.all([
        engine.docker('ps', '--all', '--quiet', '--filter', label),
        engine.docker('network', 'ls', '--quiet', '--filter', label),
        engine.docker('volume', 'ls', '--quiet', '--filter', label),
        engine.docker('image', 'ls', '--quiet', '--filter', `reference=${project}*`),
      ]);
      return lists.flatMap(words);
    },
  };
}

function isWell({ State }: Container): boolean {
  return State.Health
    ? State.Health.Status === 'healthy'
    : State.Status === 'exited' && State.ExitCode === 0;
}

function words(output: string): string[] {
  return output.split(/\s+/).filter((word) => word !== '');
}

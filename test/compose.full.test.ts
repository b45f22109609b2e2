import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDeployables } from '#scripts/build-deployables.ts';
import { writeComposeSecrets } from '#scripts/compose-secrets.ts';
import { findBrowser } from '#scripts/find-browser.ts';
import { type BaseImages, provideBaseImages } from './compose/base-images.ts';
import { type DockerEngine, dockerEngine, NoDockerEngine } from './compose/docker-engine.ts';
import { runCommand } from './compose/run-command.ts';
import { type SystemInContainers, systemInContainers } from './compose/system-in-containers.ts';
import { followToEnd, gatewayClient, textOf } from './gateway-client.ts';
import { signUp } from './person.ts';

const root = join(import.meta.dirname, '..');
const servers = ['mcp-server', 'gateway', 'web', 'offline-model'];
const deployables = ['migrate', ...servers];

const directory = await mkdtemp(join(tmpdir(), 'throughline-compose-'));
const engine = await dockerEngine(join(directory, 'engine')).catch((error: unknown) => {
  if (error instanceof NoDockerEngine) return error;
  throw error;
});

// oxlint-disable-next-line vitest/no-conditional-tests -- which of the two it is must be seen
if (engine instanceof NoDockerEngine) {
  afterAll(() => rm(directory, { recursive: true, force: true }));
  // Passes, so that its name stands in the result: the machine lacks something, not the project.
  test(`NOT RUN, no Docker engine on this machine: ${engine.message}`, () => {
    console.log(
      `docker-compose.yml was NOT RUN, no Docker engine on this machine: ${engine.message}`,
    );
    expect(engine.message).not.toBe('');
  });
} else {
  describe(`docker-compose.yml, on ${engine.description}`, () => {
    inContainers(engine);
  });
}

function inContainers(engine: DockerEngine): void {
  const suffix = randomUUID().slice(0, 8);
  const project = `throughline-test-${suffix}`;
  let images: BaseImages;
  let system: SystemInContainers;

  beforeAll(async () => {
    const secrets = join(directory, 'env');
    await writeComposeSecrets(secrets);
    await buildDeployables();
    images = await provideBaseImages(engine, join(directory, 'images'), suffix);
    console.log(`Built on ${images.description}.`);
    system = await systemInContainers(engine, project, secrets, images.variables);
    await system.compose('build');
  });

  afterAll(async () => {
    await system?.compose('down', '--volumes', '--remove-orphans', '--rmi', 'local');
    for (const image of images?.added ?? []) await engine.docker('image', 'rm', image);
    await engine.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('one `up` brings every part to health, the database before those who need it', async () => {
    const startedMs = Date.now();
    await system.compose('up', '--detach');
    await system.untilHealthy();
    console.log(`Healthy after ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
    expect([...(await system.containers()).keys()].toSorted()).toEqual(
      [...deployables, 'postgres'].toSorted(),
    );
  });

  test('a person signs up, keeps a task and chats through the published ports', async () => {
    const person = await signUp(system.webUrl);
    const client = gatewayClient(system.gatewayUrl, await person.token());
    await client.tasks.add.mutate({ title: 'Water the plants' });
    const { runId } = await client.chat.send.mutate({ text: 'add buy milk' });
    const events = await followToEnd(client, runId);
    expect(events.at(-1)?.event).toMatchObject({ type: 'done' });
    expect(textOf(events)).toContain('Buy milk');
    const { items } = await client.tasks.list.query({});
    expect(items.map(({ title }) => title).toSorted()).toEqual(['Buy milk', 'Water the plants']);
  });

  test('the way through the pages passes in a browser', async () => {
    const cli = join(root, 'node_modules/@playwright/test/cli.js');
    const config = join(root, 'e2e/playwright.config.ts');
    const report = await runCommand(
      process.execPath,
      [cli, 'test', '--config', config, '--reporter=line', 'whole-path'],
      {
        env: {
          E2E_BASE_URL: system.webUrl,
          CHROMIUM_PATH: await findBrowser(),
        },
      },
    );
    expect(report).toMatch(/\d+ passed/);
  });

  test('the three servers are published on loopback alone, and nothing else is', async () => {
    const containers = await system.containers();
    const published = [...containers].flatMap(([service, { HostConfig }]) =>
      Object.values(HostConfig.PortBindings ?? {}).flatMap((bindings) =>
        bindings.map(({ HostIp }) => `${service} ${HostIp}`),
      ),
    );
    expect(published.toSorted()).toEqual([
      'gateway 127.0.0.1',
      'mcp-server 127.0.0.1',
      'web 127.0.0.1',
    ]);
    // The MCP server names its public address to clients, whatever they reach it by.
    const metadata = await fetch(`${system.mcpUrl}/.well-known/oauth-protected-resource/mcp`);
    expect(await metadata.json()).toMatchObject({ resource: `${system.mcpUrl}/mcp` });
  });

  test('the offline model cannot reach the database', async () => {
    const script =
      "require('node:dns').lookup('postgres', (error) => console.log(error?.code ?? 'found'))";
    expect(await system.evaluate('offline-model', script)).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(await system.evaluate('mcp-server', script)).toBe('found');
  });

  test('every image runs as an ordinary user and can write nothing of its own', async () => {
    const containers = await system.containers();
    for (const service of deployables) {
      expect(containers.get(service)?.Config.User, service).toBe('1000:1000');
    }
    const script =
      "try { require('node:fs').writeFileSync('/app/x', ''); console.log('written'); } " +
      'catch (error) { console.log(process.getuid(), error.code); }';
    for (const service of servers) {
      expect(await system.evaluate(service, script), service).toBe('1000 EROFS');
    }
  });

  test('each image holds what it runs: Next is in the one of the pages alone', async () => {
    const list = "console.log(require('node:fs').readdirSync('/app/node_modules').join(' '))";
    const packages = async (service: string) => (await system.evaluate(service, list)).split(' ');
    expect(await packages('web')).toContain('next');
    for (const service of ['mcp-server', 'gateway', 'offline-model']) {
      const found = await packages(service);
      expect(found, service).toContain('zod');
      for (const foreign of ['next', 'react', 'better-auth', 'prisma', 'typescript', 'vitest']) {
        expect(found, service).not.toContain(foreign);
      }
    }
    expect(await packages('mcp-server')).not.toContain('openai');
    const machineCode =
      "console.log(require('node:fs').readdirSync('/app', { recursive: true })" +
      '.filter((path) => /[.](node|so|dylib|dll)$/.test(path)).join())';
    for (const service of servers) {
      expect(await system.evaluate(service, machineCode), service).toBe('');
    }
    await printSizes(engine, system);
  });

  test('taken down and brought up again, it still has what people wrote', async () => {
    const person = await signUp(system.webUrl);
    const add = gatewayClient(system.gatewayUrl, await person.token()).tasks.add;
    const { id } = await add.mutate({ title: 'Outlive the containers' });
    await system.compose('down');
    await system.compose('up', '--detach');
    await system.untilHealthy();
    const { tasks } = gatewayClient(system.gatewayUrl, await person.token());
    expect(await tasks.get.query({ id })).toMatchObject({ title: 'Outlive the containers' });
  });

  test('`down --volumes` leaves nothing behind', async () => {
    await system.compose('down', '--volumes', '--rmi', 'local');
    expect(await system.remains()).toEqual([]);
  });
}

async function printSizes(engine: DockerEngine, system: SystemInContainers): Promise<void> {
  const megabytes = (bytes: string) => `${(Number(bytes) / 1e6).toFixed(0)} MB`;
  for (const [service, { Image }] of await system.containers()) {
    const size = await engine.docker('image', 'inspect', '--format', '{{.Size}}', Image);
    const layers = await engine.docker(
      'history',
      '--no-trunc',
      '--human=false',
      '--format',
      '{{.CreatedBy}}\t{{.Size}}',
      Image,
    );
    const own = layers.split('\n').find((line) => line.includes('COPY'));
    const ownSize =
      own === undefined ? '' : `, of it its own ${megabytes(own.split('\t')[1] ?? '')}`;
    console.log(`${service}: ${megabytes(size)}${ownSize}`);
  }
}

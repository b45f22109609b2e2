import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '#scripts/free-port.ts';
import { prepareAuth } from '#src/auth/prepare.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { runCommand } from './compose/run-command.ts';
import { createTestDatabase } from './database.ts';
import { testAuthConfig, testSecrets } from './identifiers.ts';
import { type Person, signUp } from './person.ts';
import { spawnServer } from './spawn-server.ts';

// MCP Inspector's command line as it is published: it finds the authorization server from the 401,
// asks for a person's permission, and keeps what it gets. Too heavy for the lockfile.
const inspector = '@modelcontextprotocol/inspector@2.12.0';

let stack: AsyncDisposableStack;
let home: string;
let identityUrl: string;
let mcpUrl: string;
let person: Person;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  home = await mkdtemp(join(tmpdir(), 'throughline-inspector-'));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const [database, identityPort, mcpPort] = await Promise.all([
    createTestDatabase(),
    freePort(),
    freePort(),
    runCommand('npm', [
      'install',
      '--prefix',
      home,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      inspector,
    ]),
  ]);
  stack.defer(() => database.drop());
  // A client that finds its way by itself needs identifiers that are addresses.
  identityUrl = `http://127.0.0.1:${identityPort}`;
  mcpUrl = `http://127.0.0.1:${mcpPort}/mcp`;
  await prepareAuth({
    ...testAuthConfig,
    url: identityUrl,
    identity: { issuer: `${identityUrl}/api/auth` },
    mcpResource: mcpUrl,
    databaseUrl: database.web,
    gatewayClientSecret: testSecrets.gatewayClient,
  });
  const env = { BETTER_AUTH_URL: identityUrl, MCP_SERVER_URL: mcpUrl };
  const servers = await Promise.all([
    spawnServer('test/identity-server.ts', identityPort, {
      ...env,
      WEB_PORT: String(identityPort),
      DATABASE_URL: database.web,
      BETTER_AUTH_SECRET: testSecrets.betterAuth,
      NEXT_PUBLIC_API_URL: testAuthConfig.gatewayAudience,
      GATEWAY_CLIENT_ID: testAuthConfig.gatewayClientId,
    }),
    spawnServer('mcp-server/main.ts', mcpPort, {
      ...env,
      MCP_PORT: String(mcpPort),
      DATABASE_URL: database.tools,
    }),
  ]);
  stack.defer(async () => {
    await Promise.all(servers.map((server) => server.stop()));
  });
  person = await signUp(identityUrl);
});
afterAll(() => stack.disposeAsync());

/** @returns what it printed, and whether it sent the person to the authorization server */
async function inspect(...args: string[]): Promise<{ result: unknown; asked: boolean }> {
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const options = `--cli ${mcpUrl} --transport http --client-id mcp-inspector --callback-url ${callback} --format json`;
  const child = spawn(
    process.execPath,
    [join(home, 'node_modules/.bin/mcp-inspector'), ...options.split(' '), ...args],
    {
      env: {
        // No browser to be opened, and no keychain.
        NODE_ENV: 'production',
        PATH: home,
        HOME: home,
        MCP_AUTO_OPEN_ENABLED: 'true',
        MCP_INSPECTOR_SECRET_STORE: 'file',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let errors = '';
  let asked = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
    const url = /navigate to: (\S+)\n/.exec(errors)?.[1];
    if (url === undefined || asked) return;
    asked = true;
    allow(url).catch((error: unknown) => child.kill(error ? 'SIGKILL' : 'SIGTERM'));
  });
  const [code] = await once(child, 'close');
  expect(code, errors).toBe(0);
  return { result: Printed.parse(JSON.parse(output)).result, asked };
}

const Printed = z.object({ result: z.unknown() });
const Sent = z.object({ url: z.string() });

/** What the person's browser does with the address that they were told. */
async function allow(authorizationUrl: string): Promise<void> {
  const { cookie } = person;
  const shown = await fetch(authorizationUrl, { headers: { cookie } });
  const page = new URL(Sent.parse(await shown.json()).url, identityUrl);
  const allowed = await fetch(`${identityUrl}/api/auth/oauth2/consent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: identityUrl, cookie },
    body: JSON.stringify({ accept: true, oauth_query: page.search.slice(1) }),
  });
  await fetch(Sent.parse(await allowed.json()).url);
}

const Listed = z.object({ tools: z.array(z.object({ name: z.string() })) });

test('MCP Inspector asks for permission once, lists the tools and calls them', async () => {
  const first = await inspect('--method', 'tools/list');
  expect(first.asked).toBe(true);
  const offered = Object.values(toolRegistry)
    .filter(({ surfaces }) => surfaces.includes('mcp'))
    .map(({ name }) => name);
  const names = Listed.parse(first.result).tools.map((tool) => tool.name);
  expect(names).toEqual(expect.arrayContaining(offered));

  const call = ['--method', 'tools/call', '--tool-name'];
  const second = await inspect(...call, 'add_task', '--tool-arg', 'title=Pay rent');
  expect(second.asked).toBe(false);
  expect(second.result).toMatchObject({ structuredContent: { title: 'Pay rent' } });
  const third = await inspect(...call, 'list_tasks');
  expect(third.result).toMatchObject({ structuredContent: { total: 1 } });
});

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { testSecrets } from './identifiers.ts';
import { startSystem, type System } from './system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

/** Runs an example as its own process, and gives what it printed. */
async function run(command: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, {
    cwd: join(import.meta.dirname, '..'),
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      WEB_URL: system.identity.url,
      GATEWAY_URL: system.gateway.url,
      MCP_URL: `${system.mcp.url}/mcp`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exited,
  ]);
  expect(code, errors).toBe(0);
  return output;
}

const Answer = z.object({ result: z.object({ data: z.unknown() }) });

function dataOf(line: string | undefined): unknown {
  return Answer.parse(JSON.parse(line ?? '')).result.data;
}

test('curl.sh signs up, adds a task and lists it', async () => {
  const [added, listed] = (await run('bash', ['docs/examples/curl.sh'])).split('\n');
  const task = toolRegistry.add_task.output.parse(dataOf(added));
  expect(task).toMatchObject({ title: 'Write to Ada', priority: 'high', tags: ['letters'] });
  const page = toolRegistry.list_tasks.output.parse(dataOf(listed));
  expect(page).toMatchObject({ items: [task], total: 1, nextCursor: null });
});

test('chat.ts signs in and prints what the agent said and did, to the end', async () => {
  const { email, password } = await system.signUp();
  await system.model.script(
    { text: 'Just a moment.', toolCalls: [{ name: 'add_task', arguments: { title: 'Buy milk' } }] },
    { chunks: ['It is ', 'on your list.'] },
  );
  const env = { EMAIL: email, PASSWORD: password };
  const output = await run(process.execPath, ['docs/examples/chat.ts', 'add buy milk'], env);
  const lines = output.split('\n');
  expect(lines.slice(0, 2)).toEqual(['Just a moment.', '→ add_task {"title":"Buy milk"}']);
  expect(lines[2]).toMatch(/^← add_task \{"id":".+"title":"Buy milk"/);
  expect(lines.slice(3)).toEqual(['It is on your list.', '(finished)', '']);
});

test('mcp-client.ts exchanges a token, lists every tool and calls them', async () => {
  const { email, password } = await system.signUp();
  const output = await run(process.execPath, ['docs/examples/mcp-client.ts'], {
    EMAIL: email,
    PASSWORD: password,
    GATEWAY_CLIENT_SECRET: testSecrets.gatewayClient,
  });
  for (const tool of Object.keys(toolRegistry))
    expect(output).toMatch(new RegExp(`^${tool}\\b`, 'm'));
  expect(output).toMatch(/^list_tasks \(reads\)$/m);
  expect(output).toMatch(/^add_task answered \{.*"title":"Sent by an MCP client"/m);
  expect(output).toMatch(/^list_tasks answered \{.*"total":1\b/m);
  expect(output).toMatch(/^add_task without a title answered .*title: must not be blank/m);
});

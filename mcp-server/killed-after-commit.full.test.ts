import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '#scripts/free-port.ts';
import { boundTools, callTool } from '#src/agent/mcp-client.ts';
import type { Actor } from '#src/contracts/actor.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { arrangedTask } from '#test/arranged-task.ts';
import { createClient } from '#test/database.ts';
import { identifiers } from '#test/identifiers.ts';
import { type SpawnedServer, spawnServer } from '#test/spawn-server.ts';
import { exampleInput } from '#test/tool-examples.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

/** The server in the test's own process: a database, an issuer, and a way to look. */
let healthy: ToolServer;
let owner: pg.Client;
let doomed: { url: string; onCommit: (() => void) | undefined; stop(): Promise<void> };
beforeAll(async () => {
  healthy = await startToolServer();
  owner = await createClient(healthy.database.owner);
  doomed = await startDatabaseProxy(new URL(healthy.database.tools));
});
afterAll(async () => {
  await doomed.stop();
  await owner.end();
  await healthy.stop();
});

/** A way to PostgreSQL on which the news of a commit can be lost. */
async function startDatabaseProxy(database: URL) {
  const proxy = createServer((client) => {
    const upstream = connect(Number(database.port), database.hostname);
    const end = (socket: Socket) => () => socket.destroy();
    client
      .on('error', () => {})
      .on('close', end(upstream))
      .pipe(upstream);
    upstream.on('error', () => {}).on('close', end(client));
    upstream.on('data', (answer) => {
      // The tag of CommandComplete (PostgreSQL, Message Formats).
      if (answer.includes('COMMIT\0')) state.onCommit?.();
      client.write(answer);
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(database);
  url.host = `127.0.0.1:${Object(proxy.address()).port}`;
  const state: typeof doomed = {
    url: url.href,
    onCommit: undefined,
    stop: async () => {
      proxy.close();
      await once(proxy, 'close');
    },
  };
  return state;
}

const contracts: ToolContract[] = Object.values(toolRegistry);
const mutating = contracts.filter(({ annotations }) => !annotations.readOnly);

test.each(mutating)(
  '$name has one effect when the server is killed after the commit and before the answer, and the call is made again',
  async (contract) => {
    const { name } = contract;
    const person = healthy.newPerson();
    const task = await arrangedTask(name, person);
    const port = await freePort();
    const start = (): Promise<SpawnedServer> =>
      spawnServer('mcp-server/main.ts', port, {
        DATABASE_URL: doomed.url,
        MCP_PORT: String(port),
        MCP_RESOURCE: identifiers.mcpResource,
        BETTER_AUTH_ISSUER: identifiers.issuer,
        BETTER_AUTH_URL: 'http://127.0.0.1:3000',
        BETTER_AUTH_JWKS_URL: healthy.jwks.url,
      });
    const actor: Actor = { kind: 'user', userId: person.userId, sessionId: 's', scopes: [] };
    const exchanger = {
      exchange: async () => healthy.token({ sub: person.userId }),
      forget: () => {},
      grantRun: async () => 'grant',
      openGrant: async () => actor,
    };
    const server = { url: `http://127.0.0.1:${port}/mcp`, exchanger };
    const tools = boundTools(server, { actor, subjectToken: '' });
    const call = () =>
      callTool(tools, contract, exampleInput(name, task), {
        origin: { runId: 'run', callId: 'call_1_1' },
      });

    const first = await start();
    doomed.onCommit = () => first.process.kill('SIGKILL');
    try {
      await expect(call()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    } finally {
      doomed.onCommit = undefined;
      await first.stop('SIGKILL');
    }
    const tasks = await person.call(listTasks, {});
    const second = await start();
    try {
      const answer = await call();
      expect(await call()).toEqual(answer);
    } finally {
      await second.stop();
    }
    await expect(person.call(listTasks, {})).resolves.toEqual(tasks);
    const { rows } = await owner.query(
      `SELECT outcome, before IS NOT NULL OR after IS NOT NULL AS changed FROM app.audit_entries
       WHERE user_id = $1 AND run_id = 'run' ORDER BY id`,
      [person.userId],
    );
    expect(rows).toEqual([
      { outcome: 'ok', changed: true },
      { outcome: 'replayed', changed: false },
      { outcome: 'replayed', changed: false },
    ]);
  },
);

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { getTask } from '#src/contracts/tools/get-task.ts';
import { countLockWaiters, createClient } from '#test/database.ts';
import { rpc, startToolServer, type ToolServer } from '#test/tool-server.ts';

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

describe('the tools', () => {
  const Listed = z.object({
    tools: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        description: z.string(),
        inputSchema: z.looseObject({
          type: z.literal('object'),
          additionalProperties: z.literal(false),
        }),
        outputSchema: z.looseObject({ type: z.literal('object') }).optional(),
        annotations: z.object({
          readOnlyHint: z.boolean(),
          destructiveHint: z.boolean().optional(),
          idempotentHint: z.boolean().optional(),
          openWorldHint: z.literal(false),
        }),
      }),
    ),
  });

  async function listTools() {
    const text = await (await server.post()).text();
    const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
    return Listed.parse(z.object({ result: z.unknown() }).parse(JSON.parse(data)).result).tools;
  }

  test('are listed as their contracts say, with JSON Schema', async () => {
    const tools = await listTools();
    expect(tools.map((tool) => tool.name).toSorted()).toEqual(
      [...Object.keys(toolRegistry), 'health_check'].toSorted(),
    );
    for (const { name, title, description, annotations } of Object.values(toolRegistry)) {
      expect(tools.find((tool) => tool.name === name)).toMatchObject({
        title,
        description,
        annotations: {
          readOnlyHint: annotations.readOnly,
          destructiveHint: annotations.destructive,
          idempotentHint: annotations.idempotent,
        },
        inputSchema: { properties: expect.anything() },
        outputSchema: { type: 'object', required: expect.anything() },
      });
    }
  });

  test('health_check answers with any good token', async () => {
    const answer = await server.newPerson().callRaw('health_check', {});
    expect(answer.structuredContent).toEqual({ status: 'ok' });
  });

  test('take the person from the token, whatever the call says', async () => {
    const [ada, eve] = [server.newPerson(), server.newPerson()];
    const task = await ada.call(addTask, { title: 'Private' });
    const impostor = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name: 'get_task',
        arguments: { id: task.id },
        _meta: { userId: ada.userId, actor: { userId: ada.userId } },
      },
    };
    const response = await server.post({
      token: server.token({ sub: eve.userId }),
      body: JSON.stringify(impostor),
      headers: { 'x-user-id': ada.userId },
    });
    expect(await response.text()).toContain('NOT_FOUND');
  });

  test('an error nobody foresaw is told as a reference only', async () => {
    const person = server.newPerson();
    await using owner = await createClient(server.database.owner);
    await owner.query('REVOKE SELECT ON app.tasks FROM throughline_tools');
    try {
      const answer = await person.callRaw('list_tasks', {});
      expect(answer.isError).toBe(true);
      expect(answer._meta?.['throughline/error']).toEqual({
        code: 'INTERNAL',
        message: expect.stringMatching(
          /^Something went wrong on our side\. Reference: [0-9a-f]{32}$/,
        ),
      });
      expect(JSON.stringify(answer)).not.toMatch(/permission|tasks|prisma/i);
    } finally {
      await owner.query('GRANT SELECT ON app.tasks TO throughline_tools');
    }
  });

  test('a caller who goes away gets nothing done', async () => {
    const person = server.newPerson();
    const task = await person.call(addTask, { title: 'Before' });
    await using owner = await createClient(server.database.owner);
    await owner.query('BEGIN');
    await owner.query('SELECT 1 FROM app.tasks WHERE id = $1 FOR UPDATE', [task.id]);
    const gone = new AbortController();
    const call = server.post({
      token: server.token({ sub: person.userId }),
      body: rpc('tools/call', {
        name: 'update_task',
        arguments: { id: task.id, version: 1, title: 'After' },
      }),
      signal: gone.signal,
    });
    await expect.poll(() => countLockWaiters(server.database)).toBe(1);
    gone.abort();
    await expect(call.then((response) => response.text())).rejects.toThrow();
    // The server has seen the connection close once it has answered a later request.
    await person.call(getTask, { id: task.id });
    await owner.query('COMMIT');
    await using watcher = await createClient(server.database.owner);
    const busy = async () => {
      const { rows } = await watcher.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
         AND usename = 'throughline_tools' AND state <> 'idle'`,
      );
      return rows.length;
    };
    await expect.poll(busy).toBe(0);
    await expect(person.call(getTask, { id: task.id })).resolves.toEqual(task);
  });
});

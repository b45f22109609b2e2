import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as V1Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { Task } from '#src/contracts/task.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { createClient } from '#test/database.ts';
import { exampleInput } from '#test/tool-examples.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';

// Clients that others write, as they come: no option that only we would know.

let server: ToolServer;
beforeAll(async () => {
  server = await startToolServer();
});
afterAll(() => server.stop());

interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

const clients: Record<string, (url: URL, authorization: string) => Promise<AnyClient>> = {
  '@modelcontextprotocol/sdk 1': async (url, authorization) => {
    const client = new V1Client({ name: 'v1', version: '1' });
    await client.connect(new V1Transport(url, { requestInit: { headers: { authorization } } }));
    return client;
  },
  '@modelcontextprotocol/client 2 in its default era': async (url, authorization) => {
    const client = new Client({ name: 'v2', version: '1' });
    const requestInit = { headers: { authorization } };
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
    return client;
  },
  '@modelcontextprotocol/client 2 that negotiates': async (url, authorization) => {
    const client = new Client(
      { name: 'v2', version: '1' },
      { versionNegotiation: { mode: 'auto' } },
    );
    const requestInit = { headers: { authorization } };
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
    return client;
  },
  '@modelcontextprotocol/client 2 pinned to 2026-07-28': async (url, authorization) => {
    const client = new Client(
      { name: 'v2', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const requestInit = { headers: { authorization } };
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
    return client;
  },
};

const Answer = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
  structuredContent: z.unknown(),
});
const Failure = z.object({
  isError: z.literal(true),
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })).length(1),
  structuredContent: z.undefined().optional(),
  _meta: z.object({ 'throughline/error': z.unknown() }),
});

const contracts: ToolContract[] = Object.values(toolRegistry);
const offered = contracts.filter(({ surfaces }) => surfaces.includes('mcp'));

describe.each(Object.entries(clients))('%s', (name, connect) => {
  async function withClient(
    work: (client: AnyClient) => Promise<void>,
    claims: Record<string, unknown> = {},
  ): Promise<void> {
    const token = server.token({ sub: name.replaceAll(/\W/g, '-'), act: undefined, ...claims });
    const client = await connect(new URL(`${server.url}/mcp`), `Bearer ${token}`);
    try {
      await work(client);
    } finally {
      await client.close();
    }
  }

  test('lists every tool that is offered by MCP', async () => {
    await withClient(async (client) => {
      const { tools } = await client.listTools();
      const names = tools.map((tool) => tool.name).toSorted();
      expect(names).toEqual([...offered.map((tool) => tool.name), 'health_check'].toSorted());
    });
  });

  test.each(offered)(
    'calls $name, and takes its answer by the schema that was listed',
    async (contract) => {
      await withClient(async (client) => {
        // With the list at hand these clients check each answer themselves.
        await client.listTools();
        const add = { name: 'add_task', arguments: { title: 'An example' } };
        const task = Task.parse(Answer.parse(await client.callTool(add)).structuredContent);
        const call = { name: contract.name, arguments: exampleInput(contract.name, task) };
        const { isError, structuredContent } = Answer.parse(await client.callTool(call));
        expect(isError ?? false).toBe(false);
        const output = contract.output.parse(structuredContent);
        // A tool about one task answers with that one.
        if ('id' in call.arguments) expect(output).toMatchObject({ id: task.id });
      });
    },
  );

  test('calls health_check', async () => {
    await withClient(async (client) => {
      const answer = Answer.parse(await client.callTool({ name: 'health_check', arguments: {} }));
      expect(answer.structuredContent).toEqual({ status: 'ok' });
    });
  });

  test('is answered in structure, and in the same as text', async () => {
    await withClient(async (client) => {
      const call = { name: 'add_task', arguments: { title: 'Pay rent' } };
      const { structuredContent, content, isError } = Answer.parse(await client.callTool(call));
      expect(Task.parse(structuredContent).title).toBe('Pay rent');
      expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
      expect(isError ?? false).toBe(false);
    });
  });

  test('is told of each field that broke the contract, in words and as data', async () => {
    await withClient(async (client) => {
      const call = { name: 'add_task', arguments: { title: '', dueOn: 'soon', user: 'x' } };
      const { content, _meta } = Failure.parse(await client.callTool(call));
      expect(_meta['throughline/error']).toMatchObject({
        code: 'BAD_REQUEST',
        details: {
          fields: expect.arrayContaining([
            { path: 'title', message: expect.any(String) },
            { path: 'dueOn', message: expect.any(String) },
            { path: '(whole)', message: expect.stringContaining('user') },
          ]),
        },
      });
      expect(content[0]?.text).toMatch(/title: .*dueOn: /);
    });
  });

  test('fails on a tool that is not there, and goes on', async () => {
    await withClient(async (client) => {
      const call = { name: 'drop_tables', arguments: {} };
      await expect(client.callTool(call)).rejects.toThrow('There is no tool of this name.');
      await expect(client.listTools()).resolves.toHaveProperty('tools');
    });
  });

  test('may read and not write with a token for reading', async () => {
    await withClient(
      async (client) => {
        const read = Answer.parse(await client.callTool({ name: 'list_tasks', arguments: {} }));
        expect(read.isError ?? false).toBe(false);
        const write = client.callTool({ name: 'add_task', arguments: { title: 'No' } });
        await expect(write).rejects.toThrow();
      },
      { scope: 'tasks:read', sub: 'reader' },
    );
    await using database = await createClient(server.database.owner);
    const { rowCount } = await database.query("SELECT 1 FROM app.tasks WHERE user_id = 'reader'");
    expect(rowCount).toBe(0);
  });
});

test('with a token that has expired no client gets further than the challenge', async () => {
  for (const connect of Object.values(clients)) {
    const exp = Math.floor(Date.now() / 1000) - 60;
    const authorization = `Bearer ${server.token({ iat: exp - 120, exp })}`;
    await expect(connect(new URL(`${server.url}/mcp`), authorization)).rejects.toThrow();
  }
});

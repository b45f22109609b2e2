import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { Scope } from '#src/contracts/scope.ts';
import { addTask as contract } from '#src/contracts/tools/add-task.ts';
import { addTask as insertTask } from '#src/db/repositories/task.ts';
import { startToolBench, type ToolBench } from '#test/tool-call.ts';
import { defineTool, type ToolCall } from './define-tool.ts';
import { toolHandlers } from './tool-handlers.ts';
import { listTasks } from './tools/list-tasks.ts';

let bench: ToolBench;
beforeAll(async () => {
  bench = await startToolBench();
});
afterAll(() => bench.stop());

describe.each(Object.entries(toolHandlers))('%s', (_name, tool) => {
  const { scope } = tool.contract;
  const others = Scope.options.filter((option) => option !== scope);

  test('refuses an actor without its scope before it looks at the input', async () => {
    for (const scopes of [[], others]) {
      const error = await bench.failure(tool, bench.newActor(scopes), 'no input at all');
      expect(error.toShape()).toEqual({
        code: 'FORBIDDEN',
        message: `This needs the scope ${scope}.`,
        details: { scopes: [scope] },
      });
    }
  });

  test('asks for no scope but its own', async () => {
    const error = await bench.failure(tool, bench.newActor([scope]), 'no input at all');
    expect(error.code).toBe('BAD_REQUEST');
  });

  test.each(['userId', 'user_id', 'owner', 'sub', 'tenant', 'actor', '__proto__'])(
    'takes no %s from its input',
    async (field) => {
      const input: unknown = JSON.parse(`{"id":"${randomUUID()}","${field}":"someone"}`);
      const error = await bench.failure(tool, bench.newActor([scope]), input);
      // Either the field is named, or (a prototype) it was dropped and the rest did not fit.
      expect(['BAD_REQUEST', ...(field === '__proto__' ? ['NOT_FOUND'] : [])]).toContain(
        error.code,
      );
      if (field !== '__proto__') expect(error.message).toContain(`"${field}"`);
    },
  );
});

describe('what a failed call wrote is gone', () => {
  const fields = {
    title: 'Half done',
    notes: '',
    priority: 'none',
    dueOn: null,
    tags: [],
  } as const;
  const insert = async ({ transaction, actor, now, changed }: ToolCall<unknown>) =>
    changed(await insertTask(transaction, actor, { ...fields, tags: [] }, now));

  async function countOf(actor: Actor): Promise<number> {
    return (await bench.call(listTasks, actor, {})).total;
  }

  test('when the handler throws', async () => {
    const actor = bench.newActor();
    const tool = defineTool(contract, async (call) => {
      await insert(call);
      throw new AppError('CONFLICT', 'Too late.');
    });
    const error = await bench.failure(tool, actor, { title: 'x' });
    expect(error.toShape()).toEqual({ code: 'CONFLICT', message: 'Too late.' });
    expect(await countOf(actor)).toBe(0);
  });

  test('when its answer breaks the contract, and that is no fault of the caller', async () => {
    const actor = bench.newActor();
    const tool = defineTool(contract, async (call) => ({ ...(await insert(call)), title: '' }));
    const broken = bench.call(tool, actor, { title: 'x' });
    await expect(broken).rejects.not.toBeInstanceOf(AppError);
    expect(await countOf(actor)).toBe(0);
  });

  test('when the caller has gone away', async () => {
    const actor = bench.newActor();
    const gone = new AbortController();
    const tool = defineTool(contract, async (call) => {
      const task = await insert(call);
      gone.abort();
      return task;
    });
    const request = bench.request(tool, actor, { title: 'x' });
    const call = tool.call({ ...request, signal: gone.signal });
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await countOf(actor)).toBe(0);
  });
});

test('a handler gets the actor of the call and the input as the contract parsed it', async () => {
  const actor = bench.newActor();
  const seen: unknown[] = [];
  const tool = defineTool(contract, async (call) => {
    seen.push(call.actor, call.input);
    const { transaction, input, now } = call;
    const fields = {
      title: input.title,
      notes: '',
      priority: 'none',
      dueOn: null,
      tags: [],
    } as const;
    return call.changed(await insertTask(transaction, call.actor, { ...fields, tags: [] }, now));
  });
  await bench.call(tool, actor, { title: 'x', tags: ['a'] });
  expect(seen).toEqual([actor, { title: 'x', tags: ['a'] }]);
});

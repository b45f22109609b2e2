import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ToolContract } from './define-contract.ts';
import { toolRegistry } from './tool-registry.ts';
import { ToolResult } from './tool-result.ts';

const root = join(import.meta.dirname, '../..');
const contracts = Object.entries<ToolContract>(toolRegistry);

const id = '019a0000-0000-7000-8000-000000000001';
const task = {
  id,
  title: ' Pay rent ',
  notes: '',
  status: 'open',
  priority: 'none',
  dueOn: null,
  tags: [' home '],
  position: 'a0',
  version: 1,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:00Z',
  completedAt: null,
};
const page = { items: [task], nextCursor: null, total: 1, today: '2026-11-20' };

const entry = {
  id,
  at: '2026-11-20T08:00:00.000Z',
  by: 'agent',
  clientId: null,
  runId: id,
  tool: 'add_task',
  outcome: 'ok',
  arguments: '{"title":" Pay rent "}',
  before: null,
  after: task,
  undoes: null,
  undo: 'possible',
  traceId: '0123456789abcdef0123456789abcdef',
};

/** For each tool a whole input and output; a new tool has to bring its own. */
const examples: { [Name in keyof typeof toolRegistry]: { input: object; output: object } } = {
  add_task: { input: { title: ' Pay rent ', tags: [' home '] }, output: task },
  complete_task: { input: { id, version: 1 }, output: task },
  delete_task: { input: { id }, output: task },
  get_task: { input: { id }, output: task },
  list_activity: {
    input: { show: 'failures', by: 'agent', after: '2026-11-20T08:00:00Z', query: ' rent ' },
    output: { items: [entry], nextCursor: null, total: 1 },
  },
  list_tasks: { input: { query: ' rent ', timeZone: 'Europe/Berlin' }, output: page },
  reopen_task: { input: { id }, output: task },
  report_daily_activity: {
    input: { days: 7 },
    output: {
      items: [
        {
          day: '2026-11-20',
          people: 2,
          calls: 9,
          failedCalls: 1,
          tasksAdded: 3,
          tasksCompleted: 0,
        },
      ],
    },
  },
  undo_change: { input: { id }, output: { task } },
  undo_run: { input: { runId: id }, output: { items: [{ id, task: null }] } },
  update_task: { input: { id, version: 1, dueOn: null, title: ' x ' }, output: task },
};

function exampleOf(key: string): { input: object; output: object } | undefined {
  return Object.entries(examples).find(([tool]) => tool === key)?.[1];
}

/** Every name of a property in a JSON Schema, however deep. */
function propertyNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(propertyNames);
  const node = z.record(z.string(), z.unknown()).safeParse(schema);
  if (!node.success) return [];
  const properties = z.record(z.string(), z.unknown()).safeParse(node.data['properties']);
  const own = properties.success ? Object.keys(properties.data) : [];
  return [...own, ...Object.values(node.data).flatMap(propertyNames)];
}

/** Every object schema inside of a JSON Schema. */
function objectSchemas(schema: unknown): Record<string, unknown>[] {
  if (Array.isArray(schema)) return schema.flatMap(objectSchemas);
  const node = z.record(z.string(), z.unknown()).safeParse(schema);
  if (!node.success) return [];
  const inner = Object.values(node.data).flatMap(objectSchemas);
  return node.data['type'] === 'object' ? [node.data, ...inner] : inner;
}

describe.each(contracts)('%s', (key, contract) => {
  const { name, title, description, scope, annotations, surfaces, input, output } = contract;
  const file = key.replaceAll('_', '-');
  const schemas = { input, output };

  test('is registered by its own name', () => {
    expect(name).toBe(key);
    expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
  });

  test('has a contract, a handler, a test and a renderer under that name', () => {
    const files = [
      `src/contracts/tools/${file}.ts`,
      `mcp-server/tools/${file}.ts`,
      `mcp-server/tools/${file}.test.ts`,
      `src/features/chat/tool-results/${file}.tsx`,
    ];
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('reads by tasks:read, writes by tasks:write, and destroys nothing that it only reads', () => {
    // Of everybody, an operator is told counts, in the pages alone.
    if (scope === 'operator') expect([annotations.readOnly, surfaces]).toEqual([true, ['ui']]);
    else expect(scope).toBe(annotations.readOnly ? 'tasks:read' : 'tasks:write');
    expect(annotations.readOnly && annotations.destructive).toBe(false);
    expect(annotations.readOnly && !annotations.idempotent).toBe(false);
  });

  test('tells a model in 200 characters at most, and is offered somewhere', () => {
    expect(description).toMatch(/^[A-Z].*\.$/);
    expect(description.length).toBeLessThanOrEqual(200);
    expect(title.length).toBeLessThanOrEqual(40);
    expect(surfaces.length).toBeGreaterThan(0);
  });

  test.each(['input', 'output'] as const)(
    'its %s names no user, owner, tenant or subject',
    (side) => {
      const names = propertyNames(z.toJSONSchema(schemas[side]));
      expect(names.length).toBeGreaterThan(0);
      const identity =
        /user|owner|tenant|subject|actor|account|person|principal|^sub$|^sid$|session/i;
      expect(names.filter((property) => identity.test(property))).toEqual([]);
    },
  );

  test.each(['input', 'output'] as const)('its %s is closed, however deep', (side) => {
    const objects = objectSchemas(z.toJSONSchema(schemas[side]));
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.filter((schema) => schema['additionalProperties'] !== false)).toEqual([]);
  });

  test.each(['input', 'output'] as const)('its %s is the same before and after parsing', (side) => {
    const schema = schemas[side];
    expect(z.toJSONSchema(schema, { io: 'input' })).toEqual(
      z.toJSONSchema(schema, { io: 'output' }),
    );
    const example = exampleOf(key)?.[side];
    expect(example).toBeDefined();
    expect(schema.parse(example)).toEqual(example);
    expect(schema.parse(schema.parse(example))).toEqual(example);
  });

  test('its result is told apart by its name', () => {
    const result = { tool: key, output: exampleOf(key)?.output };
    expect(ToolResult.parse(result)).toEqual(result);
    expect(ToolResult.safeParse({ ...result, tool: 'no_such_tool' }).success).toBe(false);
  });
});

test('every contract file is in the registry', async () => {
  const files = await readdir(join(root, 'src/contracts/tools'));
  const names = files.map((file) => file.replace(/\.ts$/, '').replaceAll('-', '_'));
  expect(names.toSorted()).toEqual(contracts.map(([key]) => key).toSorted());
});

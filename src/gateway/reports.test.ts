import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeOperator } from '#prisma/operators.ts';
import { createClient } from '#test/database.ts';
import { failureOf, gatewayClient } from '#test/gateway-client.ts';
import { mcpTokenOf } from '#test/mcp-token.ts';
import type { Person } from '#test/person.ts';
import { startSystem, type System } from '#test/system.ts';
import { rpc } from '#test/tool-server.ts';

let system: System;
let operator: Person;
let other: Person;
beforeAll(async () => {
  system = await startSystem();
  operator = await system.signUp('Olga');
  other = await system.signUp('Ada');
  await changeOperator(system.database.owner, ['grant', operator.email.toUpperCase()]);
});
afterAll(() => system?.stop());

const report = async (person: Person) =>
  gatewayClient(system.gateway.url, await person.token()).reports.dailyActivity.query({ days: 2 });
const scopeOf = async (person: Person) => {
  const [, claims = ''] = (await person.token()).split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).scope;
};
const forbidden = {
  httpStatus: 403,
  appError: { code: 'FORBIDDEN', details: { scopes: ['operator'] } },
};

test('an operator counts what everybody did; everybody else is refused by the name of the scope', async () => {
  expect(await scopeOf(operator)).toBe('tasks:read tasks:write operator');
  expect(await scopeOf(other)).toBe('tasks:read tasks:write');
  const client = gatewayClient(system.gateway.url, await other.token());
  await client.tasks.add.mutate({ title: 'Secret' });

  const { items } = await report(operator);
  expect(items).toHaveLength(2);
  expect(items.reduce((sum, { tasksAdded }) => sum + tasksAdded, 0)).toBe(1);
  expect(JSON.stringify(items)).not.toContain('Secret');
  expect(await failureOf(report(other))).toMatchObject(forbidden);
});

test('what makes an operator opens no row of anybody', async () => {
  const client = gatewayClient(system.gateway.url, await operator.token());
  expect((await client.tasks.list.query({})).items).toEqual([]);
  expect((await client.activity.list.query({ show: 'everything' })).items).not.toContainEqual(
    expect.objectContaining({ tool: 'add_task' }),
  );
});

test('the token of a person who is none opens the report at the MCP server neither', async () => {
  const response = await fetch(`${system.mcp.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${await mcpTokenOf(system.identity.url, other)}`,
    },
    body: rpc('tools/call', { name: 'report_daily_activity', arguments: {} }),
  });
  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toContain('operator');
});

test('only the owner of the database makes operators, of accounts that there are, and unmakes them', async () => {
  const insert = `INSERT INTO auth.operators (user_id) VALUES ('${other.userId}')`;
  for (const tier of ['web', 'gateway', 'tools'] as const) {
    await using client = await createClient(system.database[tier]);
    await expect(client.query(insert)).rejects.toMatchObject({ code: '42501' });
  }
  const { owner } = system.database;
  for (const words of [[], ['grant'], ['make', other.email], ['grant', 'nobody@example.test']]) {
    await expect(changeOperator(owner, words)).rejects.toThrow();
  }
  // Said twice it is the same.
  for (const verb of ['grant', 'grant']) await changeOperator(owner, [verb, other.email]);
  expect(await scopeOf(other)).toContain('operator');
  for (const verb of ['revoke', 'revoke']) await changeOperator(owner, [verb, other.email]);
  expect(await scopeOf(other)).toBe('tasks:read tasks:write');
  expect(await failureOf(report(other))).toMatchObject(forbidden);
});

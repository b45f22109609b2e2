import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { createClient } from '#test/database.ts';
import { mcpTokenOf } from '#test/mcp-token.ts';
import { newSomebody, type Somebody } from '#test/somebody.ts';
import { startSystem, type System } from '#test/system.ts';
import { rpc } from '#test/tool-server.ts';
import { rowsOf } from '../rows-of.ts';
import { tally } from '../tally.ts';
import { toolAttacks } from '../tool-attacks.ts';
import { inputsThatName, newVictim, tracesOf, withUnknownIds } from '../victim.ts';

const attack = 'every tool over MCP, as another person';

let system: System;
let owner: pg.Client;
let victim: Somebody;
/** The attacker's own token, good in every way. */
let token: string;

beforeAll(async () => {
  system = await startSystem();
  owner = await createClient(system.database.owner);
  victim = await newVictim(system, owner);
  token = await mcpTokenOf(system.identity.url, await newSomebody(system, 'Attacker'));
});
afterAll(async () => {
  await owner?.end();
  await system?.stop();
});

const all = Object.entries(toolAttacks);
const named = all.filter(([, { foreign }]) => foreign === 'NOT_FOUND');

test('every tool is described in prove/tool-attacks.ts, so that it can be attacked', () => {
  expect(Object.keys(toolAttacks).toSorted()).toEqual(Object.keys(toolRegistry).toSorted());
});

/** The answer byte for byte, but for its trace id. */
async function call(bearer: string, params: object): Promise<string> {
  const response = await fetch(`${system.mcp.url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${bearer}`,
    },
    body: rpc('tools/call', params),
  });
  const text = await response.text();
  return `${response.status} ${text.replaceAll(/\b[0-9a-f]{32}\b/g, '')}`;
}

test.for(all)(
  '%s shows and changes nothing of another person, whatever its arguments say',
  async ([name, { aim }], context) => {
    const input = await aim(victim);
    const identity = {
      userId: victim.userId,
      actor: { userId: victim.userId },
      sub: victim.userId,
    };
    const attempts = [
      { name, arguments: input },
      ...inputsThatName(victim, input).map((named) => ({ name, arguments: named })),
      { name, arguments: input, ...identity },
      { name, arguments: input, _meta: { ...identity, 'throughline/actor': identity } },
    ];
    tally(context, attack, attempts.length);
    const before = await rowsOf(owner, victim.userId);
    for (const question of attempts) {
      const answer = await call(token, question);
      expect(tracesOf(victim, before, { question, answer })).toEqual([]);
    }
    expect(await rowsOf(owner, victim.userId)).toEqual(before);
  },
);

test.for(named)(
  "%s answers another person's id exactly as one that does not exist",
  async ([name, { aim }], context) => {
    tally(context, attack);
    const input = await aim(victim);
    const refused = await call(token, { name, arguments: input });
    expect(refused).toContain('NOT_FOUND');
    expect(refused).toBe(await call(token, { name, arguments: withUnknownIds(input) }));
    // The arguments would have worked.
    const victims = await mcpTokenOf(system.identity.url, victim);
    expect(await call(victims, { name, arguments: input })).toContain('structuredContent');
  },
);

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSystem, type System } from '#test/system.ts';
import { accessTokenForgeries, signedToken, tokenForgeries } from '#test/token-forgeries.ts';
import { tally } from '../tally.ts';
import { type TokenTarget, tokenTarget } from './token-target.ts';
import { presentEverywhere, tokenEndpoints, type Verdict } from './token-endpoints.ts';

const attack = 'forged tokens at every endpoint';

let system: System;
let target: TokenTarget;

beforeAll(async () => {
  system = await startSystem();
  target = await tokenTarget(system);
});
afterAll(() => system?.stop());

const endpoints = Object.entries(tokenEndpoints);
const everywhere = (verdict: (takes: string) => Verdict) =>
  Object.fromEntries(endpoints.map(([name, { takes }]) => [name, verdict(takes)]));

test('a token like the forged ones, but good, is accepted where it belongs', async () => {
  const token = (takes: string) =>
    signedToken(takes === 'MCP token' ? target.mcp() : target.user());
  const belongs = (takes: string) => takes === 'MCP token' || takes === 'user token';
  await expect
    .poll(() => presentEverywhere(target, token), { timeout: 20_000, interval: 500 })
    .toEqual(everywhere((takes) => (belongs(takes) ? 'accepted' : 'refused')));
});

test('there are at least sixty forgeries', () => {
  expect(Object.keys(tokenForgeries).length).toBeGreaterThanOrEqual(60);
});

test.for(Object.entries(accessTokenForgeries))(
  'a token with %s is refused everywhere',
  async ([name, forgeMcp], context) => {
    const forgeUser = tokenForgeries[name];
    tally(context, attack, endpoints.length);
    const verdicts = await presentEverywhere(target, (takes) =>
      takes === 'MCP token' || !forgeUser ? forgeMcp(target.mcp()) : forgeUser(target.user()),
    );
    expect(verdicts).toEqual(everywhere(() => 'refused'));
  },
);

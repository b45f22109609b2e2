import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTokenExchanger } from '#src/auth/exchange.ts';
import { identifiers, testSecrets } from '#test/identifiers.ts';
import { oauthClient } from '#test/oauth-client.ts';
import { mcpTokenOf } from '#test/mcp-token.ts';
import { startSystem, type System } from '#test/system.ts';
import { signedToken } from '#test/token-forgeries.ts';
import { tally } from '../tally.ts';
import { externalClient, presentEverywhere, tokenEndpoints } from './token-endpoints.ts';
import { type TokenTarget, tokenTarget } from './token-target.ts';

const attack = 'every kind of token at every endpoint';

let system: System;
let target: TokenTarget;
beforeAll(async () => {
  system = await startSystem();
  target = await tokenTarget(system);
});
afterAll(() => system?.stop());

const endpoints = Object.entries(tokenEndpoints);
const thatTake = (kind: string) =>
  endpoints.filter(([, { takes }]) => takes === kind).map(([name]) => name);

const cookieValue = () => /session_token=([^;]*)/.exec(target.person.cookie)?.[1] ?? '';

const connected = () =>
  oauthClient(system.identity.url, externalClient).connect(target.person.cookie);

interface Kind {
  make: () => string | Promise<string>;
  opens: string[];
}

/** Every kind of token there is, and one or two that there must not be. */
const kinds: Record<string, Kind> = {
  'the session cookie': { make: cookieValue, opens: thatTake('session cookie') },
  'the session token, without its signature': {
    make: () => decodeURIComponent(cookieValue()).split('.')[0] ?? '',
    opens: [],
  },
  "a person's token": { make: () => target.person.token(), opens: thatTake('user token') },
  'an exchanged token': {
    make: () => mcpTokenOf(system.identity.url, target.person),
    opens: thatTake('MCP token'),
  },
  'the grant of a run': {
    make: async () =>
      createTokenExchanger({
        tokenUrl: `${system.identity.url}/api/auth/oauth2/token`,
        clientId: identifiers.gatewayClientId,
        clientSecret: testSecrets.gatewayClient,
        resource: identifiers.mcpResource,
      }).grantRun({ subjectToken: await target.person.token(), runId: target.runId }),
    opens: thatTake('run grant'),
  },
  "an external client's access token": {
    make: async () => (await connected()).access_token,
    opens: thatTake('MCP token'),
  },
  "an external client's refresh token": {
    make: async () => (await connected()).refresh_token,
    opens: thatTake('refresh token'),
  },
  'a code that was not traded yet': {
    make: () => oauthClient(system.identity.url, externalClient).code(target.person.cookie),
    opens: [],
  },
  'a token that a client got for itself': {
    make: () =>
      signedToken(target.mcp(), {
        sub: identifiers.gatewayClientId,
        sid: undefined,
        act: undefined,
      }),
    opens: [],
  },
  'an ID token': {
    make: () => signedToken(target.user(), { aud: identifiers.gatewayClientId, nonce: 'x' }),
    opens: [],
  },
  'an opaque token': { make: () => randomBytes(24).toString('base64url'), opens: [] },
  "the gateway's client secret": { make: () => testSecrets.gatewayClient, opens: [] },
};

test.for(Object.entries(kinds))(
  '%s opens what it is for, and nothing else',
  async ([, kind], context) => {
    tally(context, attack, endpoints.length);
    const token = await kind.make();
    const verdicts = await presentEverywhere(target, () => token);
    const opened = (name: string) => (kind.opens.includes(name) ? 'accepted' : 'refused');
    expect(verdicts).toEqual(Object.fromEntries(endpoints.map(([name]) => [name, opened(name)])));
  },
);

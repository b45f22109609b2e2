import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadGatewayConfig } from './gateway.ts';
import { loadMcpServerConfig } from './mcp-server.ts';
import { loadOfflineModelConfig } from './offline-model.ts';
import { ConfigError, parseEnv } from './parse-env.ts';
import { loadWebConfig } from './web.ts';

function environment(values: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...values, NODE_ENV: 'test' };
}

function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('The environment was expected to be refused.');
}

const Schema = z.object({
  FIRST: z.url({ error: 'it must be a URL' }),
  SECOND: z.coerce.number({ error: 'it must be a number' }).default(7),
});

test('a missing and a wrong variable are each named with what they should be', () => {
  const message = messageOf(() => parseEnv(Schema, environment({ SECOND: 'many' })));
  expect(message).toContain('FIRST is missing: it must be a URL');
  expect(message).toContain('SECOND is wrong: it must be a number');
});

test('a message never repeats a value: it may be a secret', () => {
  expect(messageOf(() => parseEnv(Schema, environment({ FIRST: 'hunter2' })))).not.toContain(
    'hunter2',
  );
});

test('an empty variable counts as absent', () => {
  expect(parseEnv(Schema, environment({ FIRST: 'http://a.test', SECOND: '' }))).toMatchObject({
    SECOND: 7,
  });
  expect(messageOf(() => parseEnv(Schema, environment({ FIRST: '' })))).toContain(
    'FIRST is missing',
  );
});

test('variables of others are none of ours', () => {
  expect(
    parseEnv(Schema, environment({ FIRST: 'http://a.test', PATH: '/bin' })),
  ).not.toHaveProperty('PATH');
});

const database = 'postgresql://u:p@127.0.0.1:5432/throughline';

/** For each process all that it cannot do without. */
const processes = {
  web: {
    load: loadWebConfig,
    needs: {
      DATABASE_URL: database,
      BETTER_AUTH_SECRET: 's'.repeat(32),
      BETTER_AUTH_URL: 'http://localhost:3000',
      NEXT_PUBLIC_API_URL: 'http://localhost:8000',
      GATEWAY_CLIENT_ID: 'gateway',
      MCP_SERVER_URL: 'http://127.0.0.1:8001/mcp',
    },
  },
  gateway: {
    load: loadGatewayConfig,
    needs: {
      DATABASE_URL: database,
      BETTER_AUTH_URL: 'http://localhost:3000',
      GATEWAY_CLIENT_ID: 'gateway',
      GATEWAY_CLIENT_SECRET: 's'.repeat(32),
      MCP_SERVER_URL: 'http://127.0.0.1:8001/mcp',
    },
  },
  'mcp-server': {
    load: loadMcpServerConfig,
    needs: { DATABASE_URL: database, BETTER_AUTH_URL: 'http://localhost:3000' },
  },
  'offline-model': { load: loadOfflineModelConfig, needs: {} },
};

describe.each(Object.entries(processes))('%s', (_name, { load, needs }) => {
  test('starts with what it needs and nothing more', () => {
    expect(() => load(environment(needs))).not.toThrow();
  });

  test('names every variable that is missing, and says what it should be', () => {
    const names = Object.keys(needs);
    if (names.length === 0) return;
    const message = messageOf(() => load(environment()));
    for (const name of names)
      expect(message).toMatch(new RegExp(`${name} is missing: it must be `));
    expect(message.match(/ is missing: /g)).toHaveLength(names.length);
  });

  test('names every variable that is wrong, and says what it should be', () => {
    const wrong = 'ftp://x';
    // Any text will do for the names and secrets of an OAuth client.
    const names = Object.keys(needs).filter((name) => !name.startsWith('GATEWAY_CLIENT'));
    for (const name of names) {
      const message = messageOf(() => load(environment({ ...needs, [name]: wrong })));
      expect(message).toMatch(new RegExp(`${name} is wrong: it must be `));
      expect(message.match(/ is wrong: /g)).toHaveLength(1);
    }
  });
});

test.each(['0', '65536', '80.5', 'http', '-1'])(
  'the port %s is refused with what a port is',
  (port) => {
    const message = messageOf(() =>
      loadOfflineModelConfig(environment({ OFFLINE_MODEL_PORT: port })),
    );
    expect(message).toMatch(
      /OFFLINE_MODEL_PORT is wrong: it must be (a port number|between 1 and)/,
    );
  },
);

test('where mail reaches people an address is confirmed first, unless it is said otherwise', () => {
  const requires = (values: Record<string, string>) =>
    loadWebConfig(environment({ ...processes.web.needs, ...values })).requireEmailVerification;
  const SMTP_URL = 'smtp://mail.example.test';
  expect(requires({})).toBe(false);
  expect(requires({ REQUIRE_EMAIL_VERIFICATION: '1' })).toBe(true);
  expect(requires({ SMTP_URL })).toBe(true);
  expect(requires({ SMTP_URL, REQUIRE_EMAIL_VERIFICATION: '' })).toBe(true);
  expect(requires({ SMTP_URL, REQUIRE_EMAIL_VERIFICATION: '0' })).toBe(false);
});

test('identifiers default to addresses and may differ from them', () => {
  const { needs } = processes['mcp-server'];
  const url = 'https://tools.example.test/mcp';
  expect(loadMcpServerConfig(environment({ ...needs, MCP_SERVER_URL: `${url}/` }))).toMatchObject({
    url,
    resource: url,
    identity: {
      issuer: 'http://localhost:3000/api/auth',
      jwksUrl: 'http://localhost:3000/api/auth/jwks',
    },
  });
  const apart = { MCP_RESOURCE: 'https://r.test/mcp', BETTER_AUTH_ISSUER: 'https://i.test' };
  expect(loadMcpServerConfig(environment({ ...needs, ...apart }))).toMatchObject({
    url: 'http://127.0.0.1:8001/mcp',
    resource: 'https://r.test/mcp',
    identity: { issuer: 'https://i.test' },
  });
});

export interface Attack {
  /** The threats it is about, as SECURITY.md numbers them. */
  readonly threats: string;
  /** Suites outside of this folder that are part of it; each of their tests is a try. */
  readonly suites?: readonly string[];
  /** Of those, only the tests whose names hold this. */
  readonly named?: string;
}

/** What `npm run prove` tries, by name: a row of its table each, in this order. */
export const attacks = {
  'every procedure, as another person': { threats: 'T1 T31' },
  'every procedure, with row-level security off': { threats: 'T31' },
  'every tool over MCP, as another person': { threats: 'T1 T31' },
  'every tool through an agent whose model obeys the attacker': { threats: 'T1' },
  'random operations of several people': { threats: 'T1 T31' },
  'inputs that name a person': {
    threats: 'T1',
    suites: ['src/contracts/contracts.test.ts'],
    named: 'names no user',
  },
  "SQL as each tier's role, on every table": {
    threats: 'T32',
    suites: [
      'prisma/row-level-security.test.ts',
      'prisma/role-privileges.test.ts',
      'prisma/catalogue.test.ts',
    ],
  },
  'forged tokens at every endpoint': { threats: 'T4 T10' },
  'good tokens in the wrong place of a request': { threats: 'T3 T4' },
  'every kind of token at every endpoint': { threats: 'T2 T3 T10' },
  'token exchange for more than one may have': {
    threats: 'T2 T9',
    suites: ['src/auth/token-exchange.test.ts'],
  },
  'MCP clients that ask for more than they were allowed': {
    threats: 'T2 T29 T30',
    suites: ['src/auth/external-clients.test.ts'],
  },
  'guesses at passwords': { threats: 'T20', suites: ['src/auth/sign-in-limits.test.ts'] },
  'keys: down, slow, garbage, floods, rotation': {
    threats: 'T5 T6 T7',
    suites: [
      'src/auth/jwks.test.ts',
      'src/auth/key-rotation.test.ts',
      'src/gateway/issuer-outage.test.ts',
      'mcp-server/issuer-outage.test.ts',
    ],
  },
  'tools after the end of a session': {
    threats: 'T9',
    suites: ['src/gateway/session-ended.test.ts'],
  },
  'hosts, origins, batches and bombs at the doors': {
    threats: 'T11 T12 T13 T21',
    suites: ['mcp-server/http-server.test.ts', 'src/gateway/http-server.test.ts'],
  },
  'secrets searched for in logs, answers and model requests': {
    threats: 'T18',
    suites: ['src/platform/logger.test.ts', 'test/canaries.test.ts'],
  },
  'calls that try to leave no trace': { threats: 'T33', suites: ['mcp-server/audit.test.ts'] },
} as const satisfies Record<string, Attack>;

export type AttackName = keyof typeof attacks;

export const attackList: readonly (readonly [name: string, Attack])[] =
  Object.entries<Attack>(attacks);

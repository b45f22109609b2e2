import { type Defect, instead, without } from './defect.ts';

const verifier = 'src/auth/verify-token.ts';
const jwks = 'src/auth/jwks.ts';
const suites = ['src/auth/verify-token.test.ts'];
const keySuites = ['src/auth/jwks.test.ts'];

/** What the one verifier of tokens and its keys could forget. */
export const tokenDefects = {
  'tokens: any audience': {
    threat: 'T3',
    suites,
    change: without(verifier, '          audience,\n'),
  },
  'tokens: any issuer': {
    threat: 'T4',
    suites,
    change: without(verifier, '          issuer,\n'),
  },
  'tokens: several audiences': {
    threat: 'T3',
    suites,
    change: instead(verifier, '  aud: z.string(),', '  aud: z.unknown(),'),
  },
  'tokens: any type': {
    threat: 'T3',
    suites,
    change: instead(verifier, 'if (!profile.types.includes(header.typ))', 'if (false)'),
  },
  'tokens: any algorithm that the key fits': {
    threat: 'T4',
    suites,
    change: without(verifier, "          algorithms: ['EdDSA'],\n"),
  },
  'tokens: any key id': {
    threat: 'T4',
    suites: ['src/auth/token-exchange.test.ts'],
    change: instead(
      verifier,
      "if (typeof header.kid !== 'string' || !keyId.test(header.kid))",
      'if (false)',
    ),
  },
  'tokens: no expiry needed': {
    threat: 'T8',
    suites,
    change: without(verifier, '  exp: z.number(),\n'),
  },
  'tokens: expired ones': {
    threat: 'T8',
    suites,
    change: instead(
      verifier,
      'const clockToleranceSeconds = 5;',
      'const clockToleranceSeconds = 1e6;',
    ),
  },
  'tokens: any age': {
    threat: 'T8',
    suites,
    change: without(verifier, '          maxTokenAge: profile.maxAgeSeconds,\n'),
  },
  'tokens: any subject': {
    threat: 'T4',
    suites,
    change: instead(verifier, '  sub: Id,', '  sub: z.unknown(),'),
  },
  'tokens: no session needed': {
    threat: 'T9',
    suites,
    change: instead(verifier, '  sid: Id,', '  sid: z.unknown(),'),
  },
  'tokens: a client is a person': {
    threat: 'T10',
    suites,
    change: without(
      verifier,
      "  .refine((claims) => claims.sub !== claims.client_id, 'a client is not a person')\n",
    ),
  },
  'tokens: any actor': {
    threat: 'T2',
    suites,
    change: without(
      verifier,
      "  .refine((claims) => !claims.act || claims.act.sub === claims.client_id, 'another client acts')",
    ),
  },
  'tokens: a claim said twice': {
    threat: 'T4',
    suites,
    change: instead(
      verifier,
      "if (!token.split('.').slice(0, 2).every(namesEachOnce))",
      'if (false)',
    ),
  },
  'tokens: of any size': {
    threat: 'T4',
    suites,
    change: without(verifier, 'token.length > maxTokenChars || '),
  },
  'tokens: in any spelling': {
    threat: 'T4',
    suites,
    change: without(verifier, ' || !compactSerialization.test(token)'),
  },
  'keys: fetched for every unknown key id': {
    threat: 'T7',
    suites: keySuites,
    change: instead(jwks, 'const minIntervalMs = 5_000;', 'const minIntervalMs = 0;'),
  },
  'keys: fetched by every request at once': {
    threat: 'T7',
    suites: keySuites,
    change: without(jwks, '!inFlight && '),
  },
  'keys: an outage reads as a bad token': {
    threat: 'T6',
    suites: keySuites,
    change: without(jwks, 'if (failures === 0) '),
  },
  'keys: fetched from wherever a redirect leads': {
    threat: 'T6',
    suites: keySuites,
    change: without(jwks, "        redirect: 'error',\n"),
  },
  'keys: an old set serves for ever': {
    threat: 'T6',
    suites: keySuites,
    change: instead(jwks, 'age <= keptForMs ? keys.get(kid) : undefined', 'keys.get(kid)'),
  },
} satisfies Record<string, Defect>;

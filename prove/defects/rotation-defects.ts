import { type Defect, instead, without } from './defect.ts';

const keySuites = ['src/auth/key-rotation.test.ts'];
const secretSuites = ['src/auth/secret-rotation.test.ts'];
const signatures = 'src/auth/previous-signatures.ts';

/** What a change of keys or secrets, or the end of a session, could do to those who hold tokens. */
export const rotationDefects = {
  'keys: a new one signs as soon as it is published': {
    threat: 'T5',
    suites: keySuites,
    change: instead(
      'src/auth/rotate-signing-keys.ts',
      'publishedBeforeSigningMs = 2 * keysFreshForMs',
      'publishedBeforeSigningMs = 0',
    ),
  },
  'keys: an old one goes before its tokens': {
    threat: 'T5',
    suites: keySuites,
    change: instead(
      'src/auth/stored-signing-keys.ts',
      'publishedAfterSigningSeconds = userTokenLifeSeconds + 5 * 60',
      'publishedAfterSigningSeconds = 60',
    ),
  },
  'keys: rotations do not wait for each other': {
    threat: 'T5',
    suites: keySuites,
    change: instead(
      'src/auth/with-auth-lock.ts',
      "pg_advisory_xact_lock(hashtextextended('throughline auth', 0))",
      '1',
    ),
  },
  'secrets: a cookie of the previous one is none': {
    threat: 'T19',
    suites: secretSuites,
    change: instead(signatures, 'previousSecrets.length > 0 && headers', '!secret && headers'),
  },
  'secrets: any signature is of a previous one': {
    threat: 'T19',
    suites: secretSuites,
    change: without(signatures, ' && timingSafeEqual(expected, signature)'),
  },
  'secrets: what plugins encrypted is left behind': {
    threat: 'T19',
    suites: secretSuites,
    change: instead(
      'src/auth/reencrypt-stored.ts',
      'if (secrets.previousSecrets.length > 0) await',
      'if (!secrets.secret) await',
    ),
  },
  'sessions: the gateway keeps the tokens of one that ended': {
    threat: 'T9',
    suites: ['src/gateway/session-ended.test.ts'],
    change: without(
      'src/gateway/create-services.ts',
      '  bus.onSessionEnded((sessionId) => exchanger.forget(sessionId));\n',
    ),
  },
  'tokens: a person at the gateway may be a client': {
    threat: 'T10',
    suites: ['src/auth/verify-token.test.ts'],
    change: without('src/auth/verify-token.ts', '  client_id: z.undefined().optional(),\n'),
  },
} satisfies Record<string, Defect>;

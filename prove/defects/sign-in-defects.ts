import { type Defect, instead, without } from './defect.ts';

const server = 'src/auth/server.ts';
const serverSuites = ['src/auth/server.test.ts'];
const limitSuites = ['src/auth/sign-in-limits.test.ts'];
const recoverySuites = ['src/auth/account-recovery.test.ts'];
const outboxSuites = ['src/auth/is-outbox-shown.test.ts'];
const stepSuites = ['src/auth/second-factors.test.ts'];
const passkeySuites = ['src/auth/passkeys.test.ts'];
const pageSuites = ['src/app/security-headers.test.ts'];

/** What sign-in, sessions and pages could be without. */
export const signInDefects = {
  'sessions: a cookie that scripts can read': {
    threat: 'T19',
    suites: serverSuites,
    change: instead(server, 'httpOnly: true', 'httpOnly: false'),
  },
  'sessions: their tokens in answers': {
    threat: 'T19',
    suites: serverSuites,
    change: instead(
      'src/auth/without-session-tokens.ts',
      "key === 'token' ? undefined : value",
      'value',
    ),
  },
  'passwords: guessed as often as one likes, at one account': {
    threat: 'T20',
    suites: limitSuites,
    change: instead(
      'src/auth/guess-counter.ts',
      'const freeAttempts = 5;',
      'const freeAttempts = 1e6;',
    ),
  },
  'passwords: guessed as often as one likes, from one address': {
    threat: 'T20',
    suites: limitSuites,
    change: instead(server, 'max: config.signInLimits.signInsPerMinute', 'max: 1e6'),
  },
  'passwords: an address that the client makes up': {
    threat: 'T20',
    suites: limitSuites,
    change: without('src/auth/client-address.ts', 'trustedProxies.length > 0 && '),
  },
  'two-step verification: nobody asks for the second': {
    threat: 'T20',
    suites: stepSuites,
    change: without(server, '      authenticatorApp(),\n'),
  },
  'passkeys: of a device that nobody unlocked': {
    threat: 'T20',
    suites: passkeySuites,
    change: without(
      'src/auth/second-factors.ts',
      '    authentication: { afterVerification: ({ verification }) => requireUnlocked(verification) },\n',
    ),
  },
  'passkeys: made on a device that nobody unlocked': {
    threat: 'T20',
    suites: passkeySuites,
    change: without(
      'src/auth/second-factors.ts',
      '    registration: { afterVerification: ({ verification }) => requireUnlocked(verification) },\n',
    ),
  },
  'passkeys: added by whoever has a session': {
    threat: 'T19',
    suites: passkeySuites,
    change: instead('src/auth/passkey-additions.ts', 'if (count > 0) return;', 'return;'),
  },
  'two-step verification: a browser that skips it for a month': {
    threat: 'T19',
    suites: stepSuites,
    change: without('src/auth/second-factors.ts', '    trustDeviceMaxAge: 0,\n'),
  },
  'two-step verification: codes that work again': {
    threat: 'T20',
    suites: stepSuites,
    change: without(server, '      oneTimeCodes(database),\n'),
  },
  'passwords: guessed as often as one likes, with a session': {
    threat: 'T20',
    suites: limitSuites,
    change: without('src/auth/sign-in-limits.ts', ', ...againPaths'),
  },
  'a new password: whoever was signing in with the old one is in': {
    threat: 'T19',
    suites: ['src/auth/sign-ins-in-flight.test.ts'],
    change: without(server, '      signInsInFlight(database),\n'),
  },
  'a new password: a second step that the old one began goes on': {
    threat: 'T19',
    suites: recoverySuites,
    change: instead(
      'src/auth/ended-by-new-password.ts',
      "{ startsWith: '2fa-' }",
      "{ startsWith: 'nothing' }",
    ),
  },
  'a reset password: passkeys of before sign in': {
    threat: 'T19',
    suites: recoverySuites,
    change: without(
      'src/auth/account-recovery.ts',
      '            ...(user.twoFactorEnabled === true ? [] : [withoutPasskeys(user.id)]),\n',
    ),
  },
  'addresses: confirmed by whoever reads the mail, for whoever signed up': {
    threat: 'T19',
    suites: recoverySuites,
    change: without(
      'src/auth/account-recovery.ts',
      '          if (session?.user.id !== user.id) await requirePassword(ctx, user, password);\n',
    ),
  },
  'clients: anyone registers them': {
    threat: 'T29',
    suites: serverSuites,
    change: instead(server, 'clientPrivileges: () => false', 'clientPrivileges: () => true'),
  },
  'clients: a link to us leads wherever one registered': {
    threat: 'T29',
    suites: ['src/auth/client-registration.test.ts'],
    change: instead('src/auth/external-clients.ts', '!isErrorElsewhere(target)', 'true'),
  },
  'pages: scripts of anybody': {
    threat: 'T16',
    suites: pageSuites,
    change: instead(
      'src/app/security-headers.ts',
      "'nonce-${nonce}' 'strict-dynamic'",
      "'unsafe-inline'",
    ),
  },
  'pages: scripts that talk to anybody': {
    threat: 'T16',
    suites: pageSuites,
    change: instead(
      'src/app/security-headers.ts',
      "`connect-src 'self' ${gatewayOrigin}`",
      "'connect-src *'",
    ),
  },
  "pages: in anybody's frame": {
    threat: 'T29',
    suites: pageSuites,
    change: without('src/app/security-headers.ts', '    "frame-ancestors \'none\'",\n'),
  },
  'pages: reached without https': {
    threat: 'T19',
    suites: pageSuites,
    change: instead('src/app/security-headers.ts', '(isHttps && {', '(!isHttps && {'),
  },
  'mailed links: on a page, whatever was asked for': {
    threat: 'T20',
    suites: outboxSuites,
    change: without('src/auth/is-outbox-shown.ts', "mail.outbox === 'page' && "),
  },
  'mailed links: on a page, under any name': {
    threat: 'T20',
    suites: outboxSuites,
    change: without('src/auth/is-outbox-shown.ts', ' && isLoopback(`http://${host}`)'),
  },
  'mailed links: on a page, for any machine': {
    threat: 'T20',
    suites: outboxSuites,
    change: without('src/auth/is-outbox-shown.ts', ' || !isLoopbackAddress(peer)'),
  },
  'mailed links: work more than once': {
    threat: 'T20',
    suites: recoverySuites,
    change: instead(
      'src/auth/mail-tokens.ts',
      'const { count } = await database.verification.deleteMany({ where: { id: found.id } });',
      'const count = 1;',
    ),
  },
  'mailed links: work for ever': {
    threat: 'T20',
    suites: recoverySuites,
    change: without('src/auth/mail-tokens.ts', ', expiresAt: { gt: new Date() }'),
  },
  'a reset password: sessions go on': {
    threat: 'T19',
    suites: recoverySuites,
    change: without(
      'src/auth/account-recovery.ts',
      '            database.session.deleteMany({ where: { userId: user.id } }),\n',
    ),
  },
  'a changed password: connected clients go on': {
    threat: 'T19',
    suites: ['src/auth/external-clients.test.ts'],
    change: instead('src/auth/password-rules.ts', 'if (userId !== undefined)', 'if (false)'),
  },
  'a reset password: connected clients go on': {
    threat: 'T19',
    suites: recoverySuites,
    change: without(
      'src/auth/account-recovery.ts',
      '            ...endedByNewPassword(database, user.id),\n',
    ),
  },
  'signing up: tells who has an account, where mail would': {
    threat: 'T20',
    suites: ['src/config/parse-env.test.ts'],
    change: without('src/config/web.ts', ' ?? values.SMTP_URL !== undefined'),
  },
  'a new password: of any length': {
    threat: 'T20',
    suites: ['src/contracts/password-rules.test.ts'],
    change: instead(
      'src/contracts/password-rules.ts',
      '{ min: 15, max: 128 }',
      '{ min: 1, max: 1e6 }',
    ),
  },
  'a new password: the most common ones': {
    threat: 'T20',
    suites: ['src/contracts/password-rules.test.ts'],
    change: without('src/contracts/password-rules.ts', ' || common.has(plain)'),
  },
} satisfies Record<string, Defect>;

import { type Defect, instead, without } from './defect.ts';

const suites = ['src/auth/external-clients.test.ts'];

/** What the authorization of other people's MCP clients could forget. */
export const clientDefects = {
  'clients: allowed without being shown': {
    threat: 'T29',
    suites,
    change: without('src/auth/oauth-parameters.ts', "  kept.set('prompt', 'consent');\n"),
  },
  'clients: refreshed after they were revoked': {
    threat: 'T9',
    suites,
    change: instead(
      'src/auth/external-clients.ts',
      '!(await isStillAllowed(database, refreshToken))',
      'false',
    ),
  },
  "clients: anybody's connections are revoked": {
    threat: 'T1',
    suites,
    change: instead(
      'src/auth/connections.ts',
      'const where = { userId, ...(clientId !== undefined && { clientId }) };',
      'const where = { ...(clientId !== undefined && { clientId }) };',
    ),
  },
  "clients: everybody's connections in one list": {
    threat: 'T31',
    suites,
    change: instead(
      'src/auth/connections.ts',
      'database.oauthConsent.findMany({ where: { userId }, include',
      'database.oauthConsent.findMany({ include',
    ),
  },
} satisfies Record<string, Defect>;

import { type Defect, instead, without } from './defect.ts';

const grant = 'src/auth/token-exchange-grant.ts';
const suites = ['src/auth/token-exchange.test.ts'];

/** What the exchange of a person's token for the MCP server's could forget. */
export const exchangeDefects = {
  'exchange: any client': {
    threat: 'T2',
    suites,
    change: instead(grant, 'if (client.clientId !== gatewayClientId)', 'if (false)'),
  },
  'exchange: a session of somebody else': {
    threat: 'T2',
    suites,
    change: without(grant, ' userId: sub,'),
  },
  'exchange: a session that expired': {
    threat: 'T9',
    suites,
    change: without(grant, ' expiresAt: { gt: new Date() }'),
  },
  'exchange: a session that was signed out': {
    threat: 'T9',
    suites,
    change: instead(
      grant,
      "if (!session) throw refused('invalid_request', 'subject_token: Its session has ended.');",
      'if (!session) return { id: sid, expiresAt: new Date(Date.now() + 60_000) };',
    ),
  },
  'exchange: a token that outlives its session': {
    threat: 'T9',
    suites,
    change: instead(
      grant,
      'Math.min(issuedAt + exchangedTokenLifeMs, session.expiresAt.getTime()),',
      'issuedAt + exchangedTokenLifeMs,',
    ),
  },
  'exchange: scopes are widened': {
    threat: 'T2',
    suites,
    change: instead(grant, 'wanted.filter((scope) => !allowed.includes(scope))', '[]'),
  },
  'exchange: any resource': {
    threat: 'T2',
    suites,
    change: instead(grant, 'clientId, resourceId: identifier,', 'resourceId: identifier,'),
  },
  'exchange: nobody is named as acting': {
    threat: 'T2',
    suites,
    change: without(grant, '        act: { sub: client.clientId },\n'),
  },
  'exchange: one cached token for everybody': {
    threat: 'T1',
    suites: ['src/auth/exchange.test.ts', 'prove/isolation/procedures.test.ts'],
    change: instead(
      'src/auth/exchange.ts',
      'JSON.stringify([request.userId, request.sessionId, request.scopes.toSorted()])',
      'JSON.stringify(request.scopes.toSorted())',
    ),
  },
  'exchange: cached tokens outlive their session': {
    threat: 'T9',
    suites: ['src/gateway/session-ended.test.ts'],
    change: instead(
      'src/agent/event-bus.ts',
      'for (const listener of sessionListeners) listener(sessionId);',
      'void sessionId;',
    ),
  },
} satisfies Record<string, Defect>;

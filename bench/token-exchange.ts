import { createTokenExchanger } from '#src/auth/exchange.ts';
import { startTestCluster } from '#test/cluster.ts';
import { startIdentity } from '#test/identity-fixture.ts';
import { identifiers, testSecrets } from '#test/identifiers.ts';
import { measure, report } from './measure.ts';

// What the gateway's token exchange adds to a call: over loopback, against the identity provider in
// a process of its own, on a real PostgreSQL.

const cluster = await startTestCluster();
try {
  const identity = await startIdentity(cluster.url);
  try {
    const person = await identity.signUp();
    const exchanger = createTokenExchanger({
      tokenUrl: identity.tokenUrl,
      clientId: identifiers.gatewayClientId,
      clientSecret: testSecrets.gatewayClient,
      resource: identifiers.mcpResource,
    });
    const request = {
      subjectToken: await person.token(),
      userId: person.userId,
      scopes: ['tasks:read'],
    } as const;
    const cached = await measure(20_000, () =>
      exchanger.exchange({ ...request, sessionId: 'the same' }),
    );
    report('an exchange from the cache', cached, 0.05);
    const uncached = await measure(500, (index) =>
      exchanger.exchange({ ...request, sessionId: `new ${index}` }),
    );
    report('an exchange at the identity provider', uncached, 25);
  } finally {
    await identity.stop();
  }
} finally {
  await cluster.stop();
}

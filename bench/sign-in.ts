import { randomUUID } from 'node:crypto';
import { startTestCluster } from '#test/cluster.ts';
import { startIdentity } from '#test/identity-fixture.ts';
import { timingsOf } from './measure.ts';

// Whether the time that a refused sign-in takes tells that there is an account: a wrong password for
// accounts and for addresses without one, in turn. Printed and not asserted: that the statements are
// the same is (src/auth/same-queries.test.ts), and time is the machine's.

const accounts = 20;
/** A fifth would have to wait. */
const guessesEach = 4;
const noLimit = { SIGN_INS_PER_MINUTE: '1000000', SIGN_UPS_PER_MINUTE: '1000000' };

const cluster = await startTestCluster();
try {
  const identity = await startIdentity(cluster.url, noLimit);
  const guess = (email: string) =>
    fetch(`${identity.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: identity.url },
      body: JSON.stringify({ email, password: 'a wrong guess' }),
    }).then((response) => response.text());
  try {
    const known: string[] = [];
    for (let at = 0; at < accounts; at += 1) known.push((await identity.signUp()).email);
    const unknown = known.map(() => `person-${randomUUID()}@example.test`);
    const taken: { account: number[]; none: number[] } = { account: [], none: [] };
    const time = async (kind: 'account' | 'none', email = '') => {
      const startedAt = performance.now();
      await guess(email);
      taken[kind].push(performance.now() - startedAt);
    };
    for (let at = 0; at < accounts * guessesEach; at += 1) {
      await time('account', known[at % accounts]);
      await time('none', unknown[at % accounts]);
    }
    const [account, none] = [timingsOf(taken.account).p50, timingsOf(taken.none).p50];
    console.log(`  a wrong password for an account   p50 ${account.toFixed(1)} ms`);
    console.log(`  a wrong password for none         p50 ${none.toFixed(1)} ms`);
    console.log(
      `  difference                            ${Math.abs(account - none).toFixed(1)} ms`,
    );
  } finally {
    await identity.stop();
  }
} finally {
  await cluster.stop();
}

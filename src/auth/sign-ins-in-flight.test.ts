import { setTimeout as sleep } from 'node:timers/promises';
import { hashPassword } from 'better-auth/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const signIn = (email: string, password: string) =>
  fetch(`${identity.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: identity.url, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });

test.each([
  ['makes no session', false],
  ['begins no second step', true],
])('a sign-in during which the password is changed %s', async (_, twoFactorEnabled) => {
  const { userId, email, password } = await identity.signUp('Ada');
  await identity.database.user.update({ where: { id: userId }, data: { twoFactorEnabled } });
  const chosen = await hashPassword('seventeen herons on a roof');
  const sessions = { where: { userId } };
  const signingIn = await identity.database.$transaction(
    async (transaction) => {
      // Nobody makes a session before this has ended; the password is verified by then.
      await transaction.$executeRaw`lock table auth.sessions in share row exclusive mode`;
      const attempt = signIn(email, password);
      for (;;) {
        const [row] = await transaction.$queryRaw<{ waiting: bigint }[]>`
          select count(*) as waiting from pg_locks
          where not granted and relation = 'auth.sessions'::regclass`;
        if ((row?.waiting ?? 0n) > 0n) break;
        await sleep(10);
      }
      await transaction.account.updateMany({ where: { userId }, data: { password: chosen } });
      await transaction.session.deleteMany(sessions);
      return { attempt };
    },
    { timeout: 30_000 },
  );
  const refused = await signingIn.attempt;
  expect(refused.status).toBe(401);
  await expect(identity.database.session.count(sessions)).resolves.toBe(0);
  const steps = { where: { value: userId, identifier: { startsWith: '2fa-' } } };
  await expect(identity.database.verification.count(steps)).resolves.toBe(0);
  for (const header of refused.headers.getSetCookie()) {
    const cookie = header.split(';', 1)[0] ?? '';
    const token = await fetch(`${identity.url}/api/auth/token`, { headers: { cookie } });
    expect(token.status).toBe(401);
  }
});

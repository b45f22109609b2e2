import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf, gatewayClient } from '#test/gateway-client.ts';
import type { Person } from '#test/person.ts';
import { startSystem, type System } from '#test/system.ts';

// Through every tier, with tokens that the gateway had exchanged and cached before.

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.stop());

/** Somebody with a cached exchange and fifteen minutes left on their token. */
async function activePerson() {
  const person = await system.signUp();
  const client = gatewayClient(system.gateway.url, await person.token());
  await client.tasks.list.query({});
  return { person, client };
}

const post = (path: string, cookie: string, body: object = {}) =>
  fetch(`${system.identity.url}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: system.identity.url, cookie },
    body: JSON.stringify(body),
  });

async function signInAgain({ email, password }: Person): Promise<string> {
  const response = await post('/sign-in/email', '', { email, password });
  return response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

const endings: Record<string, (person: Person) => Promise<unknown>> = {
  'signing out': (person) => person.signOut(),
  'revoking it from another device': async (person) =>
    post('/revoke-other-sessions', await signInAgain(person)),
  'changing the password': async (person) =>
    post('/change-password', await signInAgain(person), {
      currentPassword: person.password,
      newPassword: 'another horse battery',
      revokeOtherSessions: true,
    }),
};

test.each(Object.entries(endings))(
  '%s ends the tools of the session at once, cached token or not, and nobody else',
  async (_what, end) => {
    const [leaver, other] = await Promise.all([activePerson(), activePerson()]);
    await end(leaver.person);
    // Far sooner than the 105 seconds for which it would have been cached.
    await expect
      .poll(() => failureOf(leaver.client.tasks.list.query({})))
      .toMatchObject({ httpStatus: 401, appError: { code: 'UNAUTHENTICATED' } });
    await expect(other.client.tasks.list.query({})).resolves.toBeDefined();
  },
);

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import type { Person } from '#test/person.ts';
import { softwarePasskey } from '#test/software-passkey.ts';

let identity: Identity;
let person: Person;
beforeAll(async () => {
  identity = await startIdentity();
  person = await identity.signUp('Ada');
});
afterAll(() => identity.stop());

const Options = z.object({ challenge: z.string(), userVerification: z.string().optional() });
type Passkey = ReturnType<typeof softwarePasskey>;

/** Asks for the options, and answers with what the passkey makes of them. */
async function ceremony(
  name: 'register' | 'authenticate',
  cookie: string,
  answer: (said: Parameters<Passkey['register']>[0]) => object,
  userVerified: boolean,
): Promise<Response> {
  const asked = await fetch(`${identity.url}/api/auth/passkey/generate-${name}-options`, {
    headers: { cookie },
  });
  const { challenge } = Options.parse(await asked.json());
  const challenged = asked.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
  const origin = identity.url;
  const relyingPartyId = new URL(origin).hostname;
  const verify = name === 'register' ? 'verify-registration' : 'verify-authentication';
  return fetch(`${identity.url}/api/auth/passkey/${verify}`, {
    method: 'POST',
    headers: {
      origin,
      'content-type': 'application/json',
      cookie: [cookie, ...challenged].join('; '),
    },
    body: JSON.stringify({
      response: answer({ challenge, origin, relyingPartyId, userVerified }),
    }),
  });
}

const add = (passkey: Passkey, userVerified: boolean) =>
  ceremony('register', person.cookie, (said) => passkey.register(said), userVerified);
const signIn = (passkey: Passkey, userVerified: boolean) =>
  ceremony('authenticate', '', (said) => passkey.signIn(said), userVerified);

test('a passkey signs in when somebody unlocked its device, and not otherwise', async () => {
  const passkey = softwarePasskey();
  expect((await add(passkey, true)).status).toBe(200);
  const refused = await signIn(passkey, false);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: 'USER_NOT_VERIFIED' });
  expect(refused.headers.getSetCookie().join()).not.toContain('session_token=');

  const opened = await signIn(passkey, true);
  expect(opened.status).toBe(200);
  expect(opened.headers.getSetCookie().join()).toContain('session_token=');
});

test('a passkey that was not unlocked when it was made is not kept', async () => {
  const passkey = softwarePasskey();
  const refused = await add(passkey, false);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: 'USER_NOT_VERIFIED' });
  expect((await signIn(passkey, true)).status).toBe(401);
});

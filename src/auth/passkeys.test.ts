import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import type { Person } from '#test/person.ts';
import { softwarePasskey } from '#test/software-passkey.ts';

let identity: Identity;
let person: Person;
beforeAll(async () => {
  identity = await startIdentity(undefined, { MAIL_OUTBOX: 'log' });
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

const allow = (password: string) =>
  fetch(`${identity.url}/api/auth/passkey/allow`, {
    method: 'POST',
    headers: {
      origin: identity.url,
      'content-type': 'application/json',
      cookie: person.cookie,
    },
    body: JSON.stringify({ password }),
  });
const register = (passkey: Passkey, userVerified: boolean) =>
  ceremony('register', person.cookie, (said) => passkey.register(said), userVerified);
async function add(passkey: Passkey, userVerified: boolean) {
  expect((await allow(person.password)).status).toBe(200);
  return register(passkey, userVerified);
}
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

test('a session alone adds no passkey: each takes the password, and its person is told', async () => {
  person = await identity.signUp('Grace');
  const passkey = softwarePasskey();
  const refusals = [await register(passkey, true)];
  expect((await allow('a wrong guess')).status).toBe(400);
  refusals.push(await register(passkey, true));
  for (const refused of refusals) {
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'PASSWORD_NEEDED' });
  }
  expect((await add(passkey, true)).status).toBe(200);
  expect((await register(softwarePasskey(), true)).status).toBe(403);
  const subject = 'A passkey was added to your Throughline account';
  await expect
    .poll(() => identity.database.outboxMail.count({ where: { to: person.email, subject } }), {
      timeout: 20_000,
    })
    .toBe(1);
});

test.each([{ startsWith: 'a' }, ['a'], 7, null, undefined, 'a\ud800'])(
  'an answer that names its passkey by %j is refused before anything is looked up',
  async (id) => {
    const refused = await ceremony('authenticate', '', () => ({ id }), true);
    expect(refused.status).toBe(400);
  },
);

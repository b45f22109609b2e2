import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import type { Person } from '#test/person.ts';
import { totp } from '#test/totp.ts';

let identity: Identity;
let person: Person;
beforeAll(async () => {
  identity = await startIdentity(undefined, { TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => identity.stop());

const Enrolment = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });

let requests = 0;
const post = (path: string, body: object, cookie?: string) =>
  fetch(`${identity.url}/api/auth${path}`, {
    method: 'POST',
    headers: {
      // Limits count by address; each request comes from one of its own.
      'x-forwarded-for': `198.18.0.${(requests += 1)}`,
      origin: identity.url,
      'content-type': 'application/json',
      ...(cookie !== undefined && { cookie }),
    },
    body: JSON.stringify(body),
  });
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .filter((header) => !/Max-Age=0/i.test(header))
    .map((header) => header.split(';', 1)[0])
    .join('; ');
/** A code is taken half a minute early, and the one of now was used. */
const nextCode = (key: string) => totp(key, Date.now() + 30_000);
const tokenStatus = async (cookie: string) =>
  (await fetch(`${identity.url}/api/auth/token`, { headers: { cookie } })).status;
const challenge = () => post('/sign-in/email', { email: person.email, password: person.password });

/** Somebody with two-step verification on, and what their app and their note hold. */
async function enrol() {
  person = await identity.signUp('Ada');
  const { cookie, password } = person;
  expect((await post('/two-factor/enable', { password: 'a wrong guess' }, cookie)).status).toBe(
    400,
  );
  const answer = await post('/two-factor/enable', { password }, cookie);
  const { totpURI, backupCodes } = Enrolment.parse(await answer.json());
  const key = new URL(totpURI).searchParams.get('secret') ?? '';
  const proved = await post('/two-factor/verify-totp', { code: totp(key) }, cookie);
  expect(proved.status).toBe(200);
  return { key, backupCodes, cookie: cookieOf(proved) };
}

test('while the second step is pending there is no session, no user token and no row of one', async () => {
  const { key, cookie } = await enrol();
  const before = await identity.database.session.count({ where: { userId: person.userId } });
  const pending = await challenge();
  expect(await pending.json()).toEqual({ twoFactorRedirect: true, twoFactorMethods: ['totp'] });
  await expect(identity.database.session.count({ where: { userId: person.userId } })).resolves.toBe(
    before,
  );
  // Every cookie that was set, those taken back at once included.
  for (const header of pending.headers.getSetCookie()) {
    expect(header).toContain('HttpOnly');
    expect(header).toContain('SameSite=Lax');
    expect(await tokenStatus(header.split(';', 1)[0] ?? '')).toBe(401);
  }
  const waiting = cookieOf(pending);
  expect(await tokenStatus(waiting)).toBe(401);
  expect((await post('/two-factor/disable', { password: person.password }, waiting)).status).toBe(
    401,
  );

  expect((await post('/two-factor/verify-totp', { code: '000000' }, waiting)).status).toBe(401);
  expect(await tokenStatus(waiting)).toBe(401);
  const verified = await post('/two-factor/verify-totp', { code: nextCode(key) }, waiting);
  expect(verified.status).toBe(200);
  expect(await verified.text()).not.toContain('"token"');
  expect(await tokenStatus(cookieOf(verified))).toBe(200);
  // The step cannot be taken twice.
  expect((await post('/two-factor/verify-totp', { code: nextCode(key) }, waiting)).status).toBe(
    401,
  );
  expect(await tokenStatus(cookie)).toBe(200);
});

test('wrong codes close the step: guessing one is no way in', async () => {
  const { key } = await enrol();
  const waiting = cookieOf(await challenge());
  const statuses: number[] = [];
  for (let at = 0; at < 6; at += 1) {
    statuses.push((await post('/two-factor/verify-totp', { code: '000000' }, waiting)).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 400]);
  expect((await post('/two-factor/verify-totp', { code: nextCode(key) }, waiting)).status).toBe(
    401,
  );
});

test('a code works once, and none before it works after it', async () => {
  const { key } = await enrol();
  // With another sign-in and another browser each.
  const use = async (code: string) => {
    const waiting = cookieOf(await challenge());
    return (await post('/two-factor/verify-totp', { code }, waiting)).status;
  };
  // The one that turned the step on.
  expect(await use(totp(key))).toBe(401);
  const code = nextCode(key);
  const both = await Promise.all([use(code), use(code)]);
  expect(both.toSorted((one, other) => one - other)).toEqual([200, 401]);
  expect(await use(code)).toBe(401);
});

test('no browser skips the step, whatever it asks for', async () => {
  const { key, backupCodes } = await enrol();
  const [code = ''] = backupCodes;
  for (const [path, body] of [
    ['/two-factor/verify-totp', { code: nextCode(key) }],
    ['/two-factor/verify-backup-code', { code }],
  ] as const) {
    const waiting = cookieOf(await challenge());
    const verified = await post(path, { ...body, trustDevice: true }, waiting);
    expect(verified.status).toBe(200);
    // Every cookie that was set, those that end at once included.
    const kept = verified.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
    const { email, password } = person;
    const again = await post('/sign-in/email', { email, password }, kept.join('; '));
    expect(await again.json()).toMatchObject({ twoFactorRedirect: true });
  }
});

test('a step that waits ends with the password that began it', async () => {
  const { key, cookie } = await enrol();
  const waiting = cookieOf(await challenge());
  const changed = { currentPassword: person.password, newPassword: 'seventeen herons on a roof' };
  expect((await post('/change-password', changed, cookie)).status).toBe(200);
  expect((await post('/two-factor/verify-totp', { code: nextCode(key) }, waiting)).status).toBe(
    401,
  );
});

test('a backup code signs in once', async () => {
  const { backupCodes } = await enrol();
  const [code = ''] = backupCodes;
  expect(backupCodes).toHaveLength(10);
  const use = async () =>
    (await post('/two-factor/verify-backup-code', { code }, cookieOf(await challenge()))).status;
  expect(await use()).toBe(200);
  expect(await use()).toBe(401);
  // Neither they nor the key can be read in the database.
  const stored = JSON.stringify(await identity.database.twoFactor.findMany());
  for (const secret of backupCodes) expect(stored).not.toContain(secret);
});

test('two-step verification is turned off with the password alone', async () => {
  const { cookie } = await enrol();
  expect((await post('/two-factor/disable', { password: 'a wrong guess' }, cookie)).status).toBe(
    400,
  );
  expect((await post('/two-factor/disable', { password: person.password }, cookie)).status).toBe(
    200,
  );
  expect(await tokenStatus(cookieOf(await challenge()))).toBe(200);
});

test('a session is ended by its own person alone', async () => {
  person = await identity.signUp('Grace');
  const stranger = await identity.signUp('Eve');
  const row = await identity.database.session.findFirst({ where: { userId: person.userId } });
  const id = row?.id ?? '';
  expect((await post('/sessions/end', { id })).status).toBe(401);
  const foreign = await post('/sessions/end', { id }, stranger.cookie);
  const missing = await post('/sessions/end', { id: 'none' }, stranger.cookie);
  expect([foreign.status, await foreign.text()]).toEqual([missing.status, await missing.text()]);
  await person.token();
  const second = cookieOf(await challenge());
  expect((await post('/sessions/end', { id }, second)).status).toBe(200);
  await expect(person.token()).rejects.toThrow('401');
  expect(await tokenStatus(second)).toBe(200);
});

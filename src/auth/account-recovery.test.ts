import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import { oauthClient } from '#test/oauth-client.ts';
import type { Person } from '#test/person.ts';

let identity: Identity;
let person: Person;
beforeAll(async () => {
  identity = await startIdentity(undefined, { MAIL_OUTBOX: 'log', TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => identity.stop());

let requests = 0;
const post = (path: string, body: object, at = identity, cookie = '') =>
  fetch(`${at.url}/api/auth${path}`, {
    method: 'POST',
    headers: {
      origin: at.url,
      'content-type': 'application/json',
      cookie,
      // Limits count by address; each request comes from one of its own.
      'x-forwarded-for': `198.18.0.${(requests += 1)}`,
    },
    body: JSON.stringify(body),
  });
const signIn = (email: string, password: string, at = identity) =>
  post('/sign-in/email', { email, password }, at);
const complete = (token: string, newPassword = 'seventeen herons again') =>
  post('/password-reset/complete', { token, newPassword });

/** The text of the mail with this subject, once it is there. */
function mailTo(to: string, subject: RegExp, at = identity): Promise<string> {
  return vi.waitFor(
    async () => {
      const mails = await at.database.outboxMail.findMany({ where: { to } });
      const text = mails.find((mail) => subject.test(mail.subject))?.text;
      if (text === undefined) throw new Error(`There is no mail ${String(subject)}.`);
      return text;
    },
    { timeout: 20_000 },
  );
}
const tokenIn = (text: string) => /#(\S+)/.exec(text)?.[1] ?? '';
async function resetToken(email: string) {
  await post('/password-reset/request', { email });
  return tokenIn(await mailTo(email, /Reset/));
}
const confirm = (token: string, more: { password?: string } = {}, cookie = '') =>
  post('/email-verification/complete', { token, ...more }, identity, cookie);
const addPasskey = (userId: string) =>
  identity.database.passkey.create({
    data: {
      id: randomUUID(),
      userId,
      credentialID: randomUUID(),
      publicKey: '',
      counter: 0,
      deviceType: 'multiDevice',
      backedUp: true,
    },
  });

test('a mailed link changes the password once, and ends every session and connection', async () => {
  person = await identity.signUp('Ada');
  const redirectUri = 'http://localhost:6274/oauth/callback';
  const client = oauthClient(identity.url, { clientId: 'mcp-inspector', redirectUri });
  const { refresh_token } = await client.connect(person.cookie);
  expect((await post('/password-reset/request', { email: person.email })).status).toBe(200);
  const token = tokenIn(await mailTo(person.email, /Reset/));
  expect(token.length).toBeGreaterThan(40);

  // A password that will not do leaves the link as good as it was.
  const weak = await complete(token, 'too short');
  expect(weak.status).toBe(400);
  expect(await weak.json()).toMatchObject({ code: 'WEAK_PASSWORD' });
  const both = await Promise.all([complete(token), complete(token)]);
  expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
    200, 400,
  ]);
  expect((await complete(token)).status).toBe(400);

  await expect(person.token()).rejects.toThrow('401');
  expect(await client.refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' });
  expect((await signIn(person.email, person.password)).status).toBe(401);
  expect((await signIn(person.email, 'seventeen herons again')).status).toBe(200);
});

test('a link that is half an hour old opens nothing', async () => {
  person = await identity.signUp('Grace');
  await post('/password-reset/request', { email: person.email });
  const token = tokenIn(await mailTo(person.email, /Reset/));
  const rows = await identity.database.verification.findMany({
    where: { value: person.userId, identifier: { startsWith: 'reset-password:' } },
  });
  expect(rows).toHaveLength(1);
  // The database cannot give the link away, and knows when it ends.
  expect(JSON.stringify(rows)).not.toContain(token);
  const [row] = rows;
  const lifeMs = (row?.expiresAt.getTime() ?? 0) - (row?.createdAt.getTime() ?? 0);
  expect(lifeMs).toBe(30 * 60_000);
  await identity.database.verification.updateMany({
    where: { value: person.userId },
    data: { expiresAt: new Date() },
  });
  expect((await complete(token)).status).toBe(400);
});

test('asking for a link is answered alike for an account and for none, before either is looked up', async () => {
  person = await identity.signUp('Linus');
  for (const path of ['/password-reset/request', '/email-verification/request']) {
    const answers = [];
    for (const email of [person.email, `nobody-${randomUUID()}@example.test`]) {
      const response = await post(path, { email });
      const headers = [...response.headers.keys()].toSorted();
      answers.push({ status: response.status, headers, body: await response.text() });
    }
    expect(answers[0]).toEqual(answers[1]);
  }
});

test('nobody can fill a mailbox: one mail of a kind a minute', async () => {
  person = await identity.signUp('Edsger');
  await mailTo(person.email, /Confirm/);
  for (let at = 0; at < 3; at += 1) {
    await post('/password-reset/request', { email: person.email });
    await mailTo(person.email, /Reset/);
  }
  await post('/email-verification/request', { email: person.email });
  const mails = await identity.database.outboxMail.findMany({ where: { to: person.email } });
  expect(mails.map(({ subject }) => subject).toSorted()).toEqual([
    'Confirm your email address for Throughline',
    'Reset your Throughline password',
  ]);
});

test('a reset ends what waits for a second step, and a refresh that was under way', async () => {
  person = await identity.signUp('Katherine');
  const { userId, email } = person;
  const redirectUri = 'http://localhost:6274/oauth/callback';
  const client = oauthClient(identity.url, { clientId: 'mcp-inspector', redirectUri });
  const { refresh_token } = await client.connect(person.cookie);
  const { id: _, ...issued } = await identity.database.oauthRefreshToken.findFirstOrThrow({
    where: { userId },
  });
  const waiting = { id: randomUUID(), identifier: '2fa-waiting', value: userId };
  await identity.database.verification.create({
    data: { ...waiting, expiresAt: new Date(Date.now() + 60_000) },
  });
  const token = await resetToken(email);
  expect((await complete(token)).status).toBe(200);
  // What a refresh writes that read its token before the reset.
  await identity.database.oauthRefreshToken.create({
    data: { ...issued, id: randomUUID(), createdAt: new Date() },
  });
  expect(await client.refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' });
  await expect(identity.database.verification.count({ where: { id: waiting.id } })).resolves.toBe(
    0,
  );
});

test('a new password that the person is known by is refused, and the link stays good', async () => {
  person = await identity.signUp('Hedy');
  const token = await resetToken(person.email);
  const own = await complete(token, person.email);
  expect(own.status).toBe(400);
  expect(await own.json()).toMatchObject({ code: 'WEAK_PASSWORD' });
  expect((await complete(token)).status).toBe(200);
});

test.each([
  ['off, since the password alone is to sign in', false, 0],
  ['on, since they may be the only way past it', true, 1],
])('a reset removes passkeys where the second step is %s', async (_, twoFactorEnabled, left) => {
  person = await identity.signUp('Radia');
  const { userId } = person;
  await identity.database.user.update({
    where: { id: userId },
    data: { emailVerified: true, twoFactorEnabled },
  });
  await addPasskey(userId);
  expect((await complete(await resetToken(person.email))).status).toBe(200);
  await expect(identity.database.passkey.count({ where: { userId } })).resolves.toBe(left);
});

test('who signed up with an address of somebody else has nothing left once its owner is there', async () => {
  person = await identity.signUp('Mallory');
  const { userId, email, cookie, password } = person;
  await addPasskey(userId);
  await post('/two-factor/enable', { password }, identity, cookie);
  await identity.database.user.update({ where: { id: userId }, data: { twoFactorEnabled: true } });
  // The owner opens the mail, in a browser of their own.
  const clicked = await confirm(tokenIn(await mailTo(email, /Confirm/)));
  expect(clicked.status).toBe(401);
  expect(await clicked.json()).toMatchObject({ code: 'PASSWORD_NEEDED' });
  const chosen = 'seventeen herons again';
  expect((await complete(await resetToken(email), chosen)).status).toBe(200);
  const signedIn = await signIn(email, chosen);
  expect(await signedIn.json()).toMatchObject({ user: { id: userId, emailVerified: true } });
  await expect(identity.database.passkey.count({ where: { userId } })).resolves.toBe(0);
  await expect(person.token()).rejects.toThrow('401');
});

test('outside its account an address is confirmed with the password, of which few guesses are taken', async () => {
  person = await identity.signUp('Emmy');
  const token = tokenIn(await mailTo(person.email, /Confirm/));
  const stranger = await identity.signUp('Eve');
  expect((await confirm(token, {}, stranger.cookie)).status).toBe(401);
  const wrong = await confirm(token, { password: 'a wrong guess' });
  expect(await wrong.json()).toMatchObject({ code: 'INVALID_PASSWORD' });
  expect((await confirm(token, { password: person.password })).status).toBe(200);

  await post('/email-verification/request', { email: stranger.email });
  const other = tokenIn(await mailTo(stranger.email, /Confirm/));
  const statuses = [];
  for (let at = 0; at < 6; at += 1) {
    statuses.push((await confirm(other, { password: 'a wrong guess' })).status);
  }
  expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
});

test('an address is confirmed by its link alone, once', async () => {
  person = await identity.signUp('Alan');
  const isVerified = async () =>
    (await identity.database.user.findUnique({ where: { id: person.userId } }))?.emailVerified;
  const token = tokenIn(await mailTo(person.email, /Confirm/));
  expect((await confirm(`${token}x`, {}, person.cookie)).status).toBe(400);
  // Neither kind of link does what the other does.
  expect((await complete(token)).status).toBe(400);
  expect(await isVerified()).toBe(false);
  expect((await confirm(token, {}, person.cookie)).status).toBe(200);
  expect(await isVerified()).toBe(true);
  expect((await confirm(token, {}, person.cookie)).status).toBe(400);
});

test('the ways of better-auth that these replace are closed', async () => {
  for (const path of ['/request-password-reset', '/reset-password', '/send-verification-email']) {
    expect((await post(path, { email: person.email })).status).toBe(404);
  }
});

test('a changed password ends all other sessions, and must be a good one', async () => {
  person = await identity.signUp('Barbara');
  const other = await signIn(person.email, person.password);
  const cookie = other.headers
    .getSetCookie()
    .map((header) => header.split(';', 1)[0])
    .join('; ');
  const change = (newPassword: string) =>
    fetch(`${identity.url}/api/auth/change-password`, {
      method: 'POST',
      headers: { origin: identity.url, 'content-type': 'application/json', cookie },
      body: JSON.stringify({
        currentPassword: person.password,
        newPassword,
        revokeOtherSessions: false,
      }),
    });
  expect((await change('Barbara Barbara 2026')).status).toBe(400);
  await person.token();
  expect((await change('seventeen herons on a roof')).status).toBe(200);
  await expect(person.token()).rejects.toThrow('401');
  expect((await fetch(`${identity.url}/api/auth/token`, { headers: { cookie } })).status).toBe(401);
});

test('where addresses must be confirmed, signing up tells nobody which of them have an account', async () => {
  const strict = await startIdentity(undefined, {
    MAIL_OUTBOX: 'log',
    REQUIRE_EMAIL_VERIFICATION: '1',
  });
  onTestFinished(() => strict.stop());
  const body = { name: 'Ada', email: 'ada@example.test', password: 'seventeen herons again' };
  const answers = [];
  for (let at = 0; at < 2; at += 1) {
    const response = await post('/sign-up/email', body, strict);
    expect(response.headers.getSetCookie()).toEqual([]);
    const { user } = await response.json();
    answers.push({ status: response.status, keys: Object.keys(user), email: user.email });
  }
  expect(answers[0]).toEqual(answers[1]);
  await mailTo(body.email, /You have a Throughline account already/, strict);

  expect((await signIn(body.email, body.password, strict)).status).toBe(403);
  const token = tokenIn(await mailTo(body.email, /Confirm/, strict));
  await post('/email-verification/complete', { token, password: body.password }, strict);
  expect((await signIn(body.email, body.password, strict)).status).toBe(200);
});

test('with SMTP_URL the mail goes there, and its link into no log', async () => {
  const received = await startMailServer();
  const mailing = await startIdentity(undefined, { SMTP_URL: received.url, MAIL_OUTBOX: 'log' });
  onTestFinished(() => mailing.stop());
  const someone = await mailing.signUp('Ada');
  await vi.waitFor(() => expect(received.text()).toContain('Confirm your email address'), {
    timeout: 20_000,
  });
  expect(received.text()).toContain(`To: ${someone.email}`);
  expect(received.text()).toContain('/verify-email#');
  expect(mailing.server.output()).not.toContain('verify-email');
  await expect(mailing.database.outboxMail.count()).resolves.toBe(0);
});

/** As much of RFC 5321 as takes a mail in. */
async function startMailServer() {
  let text = '';
  const server = createServer((socket) => {
    let inData = false;
    socket.write('220 mail.test\r\n');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (inData) {
        if (!text.endsWith('\r\n.\r\n')) return;
        inData = false;
        socket.write('250 taken\r\n');
      } else if (/^DATA/i.test(chunk)) {
        inData = true;
        socket.write('354 go on\r\n');
      } else socket.write('250 ok\r\n');
    });
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  return { url: `smtp://127.0.0.1:${address.port}`, text: () => text };
}

import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type Identity, startIdentity } from '#test/identity-fixture.ts';
import { identifiers } from '#test/identifiers.ts';
import { exchangeParameters, gatewayAuthorization } from '#test/mcp-token.ts';
import type { Person } from '#test/person.ts';
import { createJwks } from './jwks.ts';
import { runGrantType } from './token-exchange-grant.ts';
import { createTokenVerifier } from './verify-token.ts';

const Answer = z.looseObject({ access_token: z.string().optional() });

let identity: Identity;
let person: Person;
let runId: string;
let grant: string;

beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());
beforeEach(async () => {
  person = await identity.signUp();
  runId = randomUUID();
  const minted = await ask({
    ...exchangeParameters(await person.token()),
    requested_token_type: runGrantType,
    run_id: runId,
  });
  grant = minted.access_token ?? '';
});

async function ask(
  form: Record<string, string>,
  headers = { authorization: gatewayAuthorization },
) {
  const body = new URLSearchParams(form);
  const response = await fetch(identity.tokenUrl, { method: 'POST', headers, body });
  return { status: response.status, ...Answer.parse(await response.json()) };
}

/** Trades the grant for a token of the MCP server, with these parameters on top. */
const trade = (changes: Record<string, string> = {}) =>
  ask({
    ...exchangeParameters(grant),
    subject_token_type: runGrantType,
    run_id: runId,
    scope: 'tasks:read',
    ...changes,
  });

const void_ = { status: 400, error: 'invalid_request' };

test("a run's grant gets tokens that act for its person at the MCP server, in its session", async () => {
  const answer = await trade();
  expect(answer).toMatchObject({ status: 200, expires_in: 120, scope: 'tasks:read' });
  const verifier = createTokenVerifier({
    typ: 'at+jwt',
    issuer: identifiers.issuer,
    audience: identifiers.mcpResource,
    keys: createJwks({ url: identity.jwksUrl }),
  });
  const session = await identity.database.session.findFirstOrThrow({
    where: { userId: person.userId },
  });
  expect(await verifier.verify(answer.access_token ?? '')).toMatchObject({
    sub: person.userId,
    sid: session.id,
    act: { sub: identifiers.gatewayClientId },
  });
});

test('presented for itself it tells for whom it is, and is no new one', async () => {
  expect(await trade({ requested_token_type: runGrantType })).toMatchObject({
    status: 200,
    issued_token_type: runGrantType,
    access_token: grant,
    sub: person.userId,
  });
  expect(await identity.database.runGrant.count({ where: { userId: person.userId } })).toBe(1);
});

test('it is opaque, and nothing that is stored is one', async () => {
  const row = await identity.database.runGrant.findFirstOrThrow({ where: { runId } });
  expect(JSON.stringify(row)).not.toContain(grant);
  expect(await trade({ subject_token: row.tokenHash })).toMatchObject(void_);
});

test.each([
  ['of another run', () => ({ run_id: randomUUID() })],
  ['of no run', () => ({ run_id: '' })],
  [
    'presented as a user token',
    () => ({ subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' }),
  ],
  [
    'with a letter changed',
    () => ({ subject_token: `${grant.slice(0, -1)}${grant.endsWith('A') ? 'B' : 'A'}` }),
  ],
  [
    'by its hash',
    () => ({ subject_token: createHash('sha256').update(grant).digest('base64url') }),
  ],
])('a grant %s is void', async (_what, changes) => {
  expect(await trade(changes())).toMatchObject(void_);
});

test("a user token is no run's grant", async () => {
  expect(await trade({ subject_token: await person.token() })).toMatchObject(void_);
});

test('it is worth nothing without the client secret of the gateway', async () => {
  const wrong = Buffer.from(`${identifiers.gatewayClientId}:wrong`).toString('base64');
  const form = { ...exchangeParameters(grant), subject_token_type: runGrantType, run_id: runId };
  for (const headers of [{ authorization: `Basic ${wrong}` }, { authorization: '' }]) {
    const answer = await ask(form, headers);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.access_token).toBeUndefined();
  }
});

test('it opens no scope that it was not made with', async () => {
  const narrow = await ask({
    ...exchangeParameters(await person.token()),
    requested_token_type: runGrantType,
    run_id: runId,
    scope: 'tasks:read',
  });
  const subject = { subject_token: narrow.access_token ?? '' };
  expect(await trade(subject)).toMatchObject({ status: 200 });
  expect(await trade({ ...subject, scope: 'tasks:write' })).toMatchObject({
    error: 'invalid_scope',
  });
});

test('it dies with its session: signed out, or at the end of its time', async () => {
  const [other, ...none] = await identity.database.session.findMany({
    where: { userId: person.userId },
  });
  expect(none).toEqual([]);
  await identity.database.session.update({
    where: { id: other?.id ?? '' },
    data: { expiresAt: new Date(Date.now() - 1_000) },
  });
  expect(await trade()).toMatchObject(void_);
  await identity.database.session.update({
    where: { id: other?.id ?? '' },
    data: { expiresAt: new Date(Date.now() + 60_000) },
  });
  expect(await trade()).toMatchObject({ status: 200 });
  await person.signOut();
  expect(await trade()).toMatchObject(void_);
  expect(await identity.database.runGrant.count({ where: { runId } })).toBe(0);
});

test('it lives for a day, and no longer than its session', async () => {
  const row = await identity.database.runGrant.findFirstOrThrow({ where: { runId } });
  const hours = (row.expiresAt.getTime() - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(23);
  expect(hours).toBeLessThanOrEqual(24);
  await identity.database.runGrant.updateMany({
    where: { runId },
    data: { expiresAt: new Date(Date.now() - 1_000) },
  });
  expect(await trade()).toMatchObject(void_);
});

import { createHash, randomBytes } from 'node:crypto';
import type { AuthDatabase } from '#src/db/client.ts';

/** Longer than any run, an approval that it waits for included. */
const grantLifeMs = 24 * 60 * 60_000;

/** A new grant for one run of a live session; only its hash is kept. */
export async function createRunGrant(
  database: AuthDatabase,
  {
    runId,
    userId,
    scopes,
    session,
  }: {
    runId: string;
    userId: string;
    scopes: string[];
    session: { id: string; expiresAt: Date };
  },
): Promise<{ token: string; expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Math.min(Date.now() + grantLifeMs, session.expiresAt.getTime()));
  await Promise.all([
    database.runGrant.deleteMany({ where: { userId, expiresAt: { lt: new Date() } } }),
    database.runGrant.create({
      data: { tokenHash: hash(token), runId, sessionId: session.id, userId, scopes, expiresAt },
    }),
  ]);
  return { token, expiresAt };
}

/** Whom and what the grant stands for, if it is of this run and has not expired. */
export async function findRunGrant(
  database: AuthDatabase,
  token: string,
  runId: string,
): Promise<{ sub: string; sid: string; scope: string; expiresAt: Date } | null> {
  const row = await database.runGrant.findUnique({
    where: { tokenHash: hash(token), runId, expiresAt: { gt: new Date() } },
    select: { userId: true, sessionId: true, scopes: true, expiresAt: true },
  });
  if (!row) return null;
  const { userId: sub, sessionId: sid, scopes, expiresAt } = row;
  return { sub, sid, scope: scopes.join(' '), expiresAt };
}

/** A grant is 256 random bits: nobody can find it from a plain hash. */
function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

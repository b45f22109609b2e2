import { createHash, randomBytes } from 'node:crypto';
import type { AuthDatabase } from '#src/db/client.ts';
import { newId } from '#src/platform/new-id.ts';

type Purpose = 'reset-password' | 'verify-email';

/** A reset opens the account; a verified address opens nothing. */
const lifeMinutes: Record<Purpose, number> = { 'reset-password': 30, 'verify-email': 24 * 60 };
/** Nobody's mailbox is to be filled by a stranger. */
const pauseMs = 60_000;

export interface MailTokens {
  /** Undefined when this person was sent one within the last minute. */
  issue(purpose: Purpose, userId: string): Promise<string | undefined>;
  /** Whose it is; undefined when it was used, has expired or never was. */
  find(purpose: Purpose, token: string): Promise<string | undefined>;
  /** The same, and it works no more. */
  consume(purpose: Purpose, token: string): Promise<string | undefined>;
  /** Those that are still in mailboxes open nothing any more. */
  revoke(purpose: Purpose, userId: string): Promise<void>;
}

/** Tokens that are sent by mail and work once. The database holds their hashes. */
export function createMailTokens(database: AuthDatabase): MailTokens {
  const findLive = (purpose: Purpose, token: string) =>
    database.verification.findFirst({
      where: { identifier: identifierOf(purpose, token), expiresAt: { gt: new Date() } },
    });

  return {
    async issue(purpose, userId) {
      const now = Date.now();
      const recent = await database.verification.findFirst({
        where: {
          value: userId,
          identifier: { startsWith: `${purpose}:` },
          createdAt: { gt: new Date(now - pauseMs) },
        },
      });
      if (recent) return undefined;
      const token = randomBytes(32).toString('base64url');
      await database.verification.create({
        data: {
          id: newId(),
          identifier: identifierOf(purpose, token),
          value: userId,
          createdAt: new Date(now),
          expiresAt: new Date(now + lifeMinutes[purpose] * 60_000),
        },
      });
      return token;
    },
    async find(purpose, token) {
      return (await findLive(purpose, token))?.value;
    },
    async consume(purpose, token) {
      const found = await findLive(purpose, token);
      if (!found) return undefined;
      // Of two at once, one deletes it.
      const { count } = await database.verification.deleteMany({ where: { id: found.id } });
      return count === 1 ? found.value : undefined;
    },
    async revoke(purpose, userId) {
      await database.verification.deleteMany({
        where: { value: userId, identifier: { startsWith: `${purpose}:` } },
      });
    },
  };
}

function identifierOf(purpose: Purpose, token: string): string {
  return `${purpose}:${createHash('sha256').update(token).digest('base64url')}`;
}

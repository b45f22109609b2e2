import type { AuthDatabase } from '#src/db/client.ts';
import type { AuthSecrets } from './auth-secrets.ts';
import { keysFreshForMs } from './jwks.ts';
import { mintSigningKey, publishedAfterSigningSeconds } from './stored-signing-keys.ts';
import { withAuthLock } from './with-auth-lock.ts';

/**
 * How long a key is published before it signs. A verifier in use asks for the keys every five
 * minutes; the rest is for failed attempts and for clocks that differ.
 */
export const publishedBeforeSigningMs = 2 * keysFreshForMs;
/** At the change both keys can sign, so that there is no moment without one. */
const overlapMs = 60_000;

export interface KeyRotation {
  keyId: string;
  signsFrom: Date;
  /** The keys before it are published until then. */
  othersGoneAt: Date;
  /** False when a rotation was under way already: it is that one's key. */
  isNew: boolean;
}

/**
 * Publishes a new signing key, which signs from a later time on, and sets the end of the present
 * ones. Removes those whose last token is dead. Safe to run from several processes at once.
 */
export async function rotateSigningKeys(
  database: AuthDatabase,
  secrets: AuthSecrets,
): Promise<KeyRotation> {
  return withAuthLock(database, async (transaction) => {
    const now = new Date();
    await transaction.jwks.deleteMany({
      where: { expiresAt: { lt: after(now, -publishedAfterSigningSeconds * 1000) } },
    });
    const underWay = await transaction.jwks.findFirst({ where: { signsFrom: { gt: now } } });
    const signsFrom = underWay?.signsFrom ?? after(now, publishedBeforeSigningMs);
    const lastSignature = after(signsFrom, overlapMs);
    if (!underWay) {
      await transaction.jwks.updateMany({
        where: { expiresAt: null },
        data: { expiresAt: lastSignature },
      });
    }
    const key =
      underWay ?? (await mintSigningKey(transaction, secrets, { createdAt: now, signsFrom }));
    return {
      keyId: key.id,
      signsFrom,
      othersGoneAt: after(lastSignature, publishedAfterSigningSeconds * 1000),
      isNew: !underWay,
    };
  });
}

function after(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}

import { createHmac } from 'node:crypto';
import type { AuthDatabase } from '#src/db/client.ts';

/** Attempts that cost nothing but themselves; people mistype. */
const freeAttempts = 5;
const firstBlockSeconds = 30;
const longestBlockSeconds = 60 * 60;

export interface GuessCounter {
  /**
   * Counts an attempt before its outcome is known, so that guesses sent at once are counted, too.
   * @returns for how many seconds this account takes no more of them; 0 when the attempt may be made
   */
  begin(guesser: Guesser): Promise<number>;
  /** The attempt was right: what it and those before it cost is forgotten. */
  forget(guesser: Guesser): Promise<void>;
}

export interface Guesser {
  email: string;
  /** Of a browser that this account knows; all others share one count. */
  browserId: string | undefined;
}

/**
 * How often the password of one account may be guessed. After five attempts each further one doubles
 * the wait, from half a minute to an hour. A day without attempts ends it. The same statements run
 * for an address with an account and for one without.
 */
export function createGuessCounter(database: AuthDatabase, secret: string): GuessCounter {
  const keyOf = ({ email, browserId = '' }: Guesser) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([email.toLowerCase(), browserId]))
      .digest('base64url');

  return {
    async begin(guesser) {
      const key = keyOf(guesser);
      const counted = await database.$queryRaw<unknown[]>`
        WITH forgotten AS (
          DELETE FROM auth.sign_in_attempts
          WHERE last_attempt_at < now() - interval '1 day' AND key <> ${key}
        )
        INSERT INTO auth.sign_in_attempts AS seen (key, failures, blocked_until, last_attempt_at)
        VALUES (${key}, 1, now(), now())
        ON CONFLICT (key) DO UPDATE SET
          failures = CASE WHEN seen.last_attempt_at < now() - interval '1 day'
            THEN 1 ELSE seen.failures + 1 END,
          blocked_until = CASE
            WHEN seen.last_attempt_at < now() - interval '1 day'
              OR seen.failures + 1 < ${freeAttempts} THEN now()
            ELSE now() + interval '1 second' * least(${longestBlockSeconds},
              ${firstBlockSeconds} * 2 ^ least(seen.failures + 1 - ${freeAttempts}, 20)) END,
          last_attempt_at = now()
        WHERE seen.blocked_until <= now()
        RETURNING failures`;
      if (counted.length > 0) return 0;
      const attempt = await database.signInAttempt.findUnique({ where: { key } });
      if (!attempt) return 0;
      return Math.max(1, Math.ceil((attempt.blockedUntil.getTime() - Date.now()) / 1000));
    },
    async forget(guesser) {
      await database.signInAttempt.deleteMany({ where: { key: keyOf(guesser) } });
    },
  };
}

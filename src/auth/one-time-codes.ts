import { createOTP } from '@better-auth/utils/otp';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { constantTimeEqual, symmetricDecrypt } from 'better-auth/crypto';
import { z } from 'zod';
import type { AuthDatabase } from '#src/db/client.ts';
import { userAtSecondStep } from './user-at-second-step.ts';

const stepMs = 30_000;
/** One step more each way than is taken: a clock that ticks meanwhile lets none through unseen. */
const window = 2;

const Told = z.object({ code: z.string() });

/**
 * A code of an authenticator app works once (RFC 6238 §5.2), and none of before it: its step is taken
 * in one statement before the code is looked at, so that of two at once one is refused.
 */
export function oneTimeCodes(database: AuthDatabase) {
  return {
    id: 'one-time-codes',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path === '/two-factor/verify-totp',
          handler: createAuthMiddleware(async (ctx) => {
            const told = Told.safeParse(ctx.body);
            const user = told.success ? await userAtSecondStep(ctx) : undefined;
            if (!told.data || !user) return;
            const row = await database.twoFactor.findFirst({ where: { userId: user.id } });
            if (!row) return;
            const key = await symmetricDecrypt({ key: ctx.context.secretConfig, data: row.secret });
            const step = await stepOf(key, told.data.code);
            // A wrong code is for better-auth to refuse, and to count.
            if (step === undefined) return;
            const { count } = await database.twoFactor.updateMany({
              where: {
                id: row.id,
                OR: [{ lastUsedStep: null }, { lastUsedStep: { lt: step } }],
              },
              data: { lastUsedStep: step },
            });
            if (count === 1) return;
            throw new APIError('UNAUTHORIZED', {
              code: 'INVALID_CODE',
              message: 'This code was used. Wait for the next one.',
            });
          }),
        },
      ],
    },
  } satisfies BetterAuthPlugin;
}

/** The half minute that a code is of; undefined when it is of none about now. */
async function stepOf(key: string, code: string): Promise<number | undefined> {
  const now = Math.floor(Date.now() / stepMs);
  const codes = createOTP(key);
  let found: number | undefined;
  for (let step = now - window; step <= now + window; step += 1) {
    if (constantTimeEqual(await codes.hotp(step), code)) found = step;
  }
  return found;
}

import type { BetterAuthPlugin } from 'better-auth';
import {
  APIError,
  createAuthEndpoint,
  type createAuthMiddleware,
  getSessionFromCtx,
} from 'better-auth/api';
import { z } from 'zod';
import type { AuthDatabase } from '#src/db/client.ts';
import { endedByNewPassword } from './ended-by-new-password.ts';
import { createGuessCounter } from './guess-counter.ts';
import type { MailedLinks } from './mailed-links.ts';
import { requireGoodPassword } from './require-good-password.ts';
import { tooManyAttempts } from './sign-in-limits.ts';

const Request = z.object({ email: z.email().max(254) });
const Token = z.string().max(200);

/**
 * What better-auth has itself for this, and is closed: its requests look the account up before they
 * answer, its tokens are stored as they are sent, and its verification works more than once.
 */
export const replacedByAccountRecovery = [
  '/request-password-reset',
  '/reset-password',
  '/send-verification-email',
  '/verify-email',
];

export const accountRecoveryRateLimits = {
  '/password-reset/*': { window: 60, max: 10 },
  '/email-verification/*': { window: 60, max: 10 },
};

/**
 * Password reset and e-mail verification. Asking for either is answered at once and alike; whether
 * there is such an account is looked up afterwards.
 */
export function accountRecovery(database: AuthDatabase, links: MailedLinks, secret: string) {
  const guesses = createGuessCounter(database, secret);
  type User = NonNullable<Awaited<ReturnType<typeof database.user.findUnique>>>;
  /** Whether there is such an account changes nothing in the answer, nor when it comes. */
  const afterwards = (
    email: string,
    send: (user: User) => Promise<void>,
    onError: (error: unknown) => void,
  ) => {
    const work = async () => {
      const user = await database.user.findUnique({ where: { email: email.toLowerCase() } });
      if (user) await send(user);
    };
    setImmediate(() => void work().catch(onError));
  };

  async function userOf(purpose: 'reset-password' | 'verify-email', token: string): Promise<User> {
    const id = await links.tokens.find(purpose, token);
    const user = id === undefined ? null : await database.user.findUnique({ where: { id } });
    if (!user) throw usedOrOld();
    return user;
  }

  const withoutPasskeys = (userId: string) => database.passkey.deleteMany({ where: { userId } });
  const withoutSecondFactors = (userId: string) => [
    withoutPasskeys(userId),
    database.twoFactor.deleteMany({ where: { userId } }),
    database.user.update({ where: { id: userId }, data: { twoFactorEnabled: false } }),
  ];

  async function requirePassword(
    ctx: Pick<Parameters<Parameters<typeof createAuthMiddleware>[0]>[0], 'context'>,
    { id, email }: User,
    password: string | undefined,
  ): Promise<void> {
    if (password === undefined || password === '') {
      const message = 'Sign in, or tell the password of the account.';
      throw new APIError('UNAUTHORIZED', { code: 'PASSWORD_NEEDED', message });
    }
    const guesser = { email, browserId: undefined };
    const waitSeconds = await guesses.begin(guesser);
    if (waitSeconds > 0) throw tooManyAttempts(waitSeconds);
    const account = await database.account.findFirst({
      where: { userId: id, providerId: 'credential' },
    });
    const hash = account?.password ?? '';
    if (hash === '' || !(await ctx.context.password.verify({ hash, password }))) {
      const message = 'This is not the password of the account.';
      throw new APIError('BAD_REQUEST', { code: 'INVALID_PASSWORD', message });
    }
    await guesses.forget(guesser);
  }

  return {
    id: 'account-recovery',
    endpoints: {
      requestReset: createAuthEndpoint(
        '/password-reset/request',
        { method: 'POST', body: Request },
        async (ctx) => {
          afterwards(
            ctx.body.email,
            (user) => links.sendReset(user),
            (error) => ctx.context.logger.error('a reset could not be sent', error),
          );
          return ctx.json({ status: true });
        },
      ),
      completeReset: createAuthEndpoint(
        '/password-reset/complete',
        { method: 'POST', body: z.object({ token: Token, newPassword: z.string() }) },
        async (ctx) => {
          const { token, newPassword } = ctx.body;
          const user = await userOf('reset-password', token);
          // Before the link is used up: one that is refused leaves it as good as it was.
          requireGoodPassword(newPassword, user);
          if ((await links.tokens.consume('reset-password', token)) === undefined)
            throw usedOrOld();
          const password = await ctx.context.password.hash(newPassword);
          await database.$transaction([
            database.account.updateMany({
              where: { userId: user.id, providerId: 'credential' },
              data: { password },
            }),
            // Whoever was in is out: browsers, and the clients that they connected.
            database.session.deleteMany({ where: { userId: user.id } }),
            ...endedByNewPassword(database, user.id),
            database.user.update({ where: { id: user.id }, data: { emailVerified: true } }),
            // Until now nobody had shown that the address is theirs: whoever signed up with it may
            // be another person, who must keep no way in.
            ...(user.emailVerified ? [] : withoutSecondFactors(user.id)),
            // One that somebody added would open the account past the new password. With a second
            // step on they stay: whoever lost its app has no other way in.
            ...(user.twoFactorEnabled === true ? [] : [withoutPasskeys(user.id)]),
          ]);
          await links.tokens.revoke('reset-password', user.id);
          await guesses.forget({ email: user.email, browserId: undefined });
          return ctx.json({ status: true });
        },
      ),
      requestVerification: createAuthEndpoint(
        '/email-verification/request',
        { method: 'POST', body: Request },
        async (ctx) => {
          afterwards(
            ctx.body.email,
            async (user) => {
              if (!user.emailVerified) await links.sendVerification(user);
            },
            (error) => ctx.context.logger.error('a verification could not be sent', error),
          );
          return ctx.json({ status: true });
        },
      ),
      completeVerification: createAuthEndpoint(
        '/email-verification/complete',
        { method: 'POST', body: z.object({ token: Token, password: z.string().optional() }) },
        async (ctx) => {
          const { token, password } = ctx.body;
          const user = await userOf('verify-email', token);
          const session = await getSessionFromCtx(ctx);
          // Whoever reads the mail may not be who signed up: their click must not make the account
          // of a stranger, with the password of a stranger, a confirmed one.
          if (session?.user.id !== user.id) await requirePassword(ctx, user, password);
          if ((await links.tokens.consume('verify-email', token)) === undefined) throw usedOrOld();
          await database.user.updateMany({ where: { id: user.id }, data: { emailVerified: true } });
          return ctx.json({ status: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

function usedOrOld(): APIError {
  return new APIError('BAD_REQUEST', {
    code: 'INVALID_TOKEN',
    message: 'This link was used already, or is too old.',
  });
}

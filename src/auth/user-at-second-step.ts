import { type createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';

type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** Whose code a request brings: who is signed in and turns the step on, or who is about to sign in. */
export async function userAtSecondStep(
  ctx: Context,
): Promise<{ id: string; isSigningIn: boolean } | undefined> {
  const session = await getSessionFromCtx(ctx);
  if (session) return { id: session.user.id, isSigningIn: false };
  const cookie = ctx.context.createAuthCookie('two_factor');
  const pending = await ctx.getSignedCookie(cookie.name, ctx.context.secret);
  if (!pending) return undefined;
  const found = await ctx.context.internalAdapter.findVerificationValue(pending);
  return found ? { id: found.value, isSigningIn: true } : undefined;
}

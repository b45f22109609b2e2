import { boundTools } from '#src/agent/mcp-client.ts';
import type { Context } from '../context.ts';

/** Guarantees an actor: what comes after runs for a verified person, with their own tools. */
export async function authenticated(ctx: Context) {
  const { actor, token, expiresAt } = await ctx.identify();
  return {
    actor,
    tools: boundTools(ctx.services.toolServer, { actor, subjectToken: token }),
    /** Milliseconds since the epoch. */
    tokenExpiresAt: expiresAt,
  };
}

import { z } from 'zod';

/** What a token may do. Read is the default; write is asked for by the tools that need it. */
export const Scope = z.enum(['tasks:read', 'tasks:write']);
export type Scope = z.infer<typeof Scope>;

/** Scopes as OAuth writes them: one string, separated by single spaces (RFC 6749 §3.3). */
export function formatScopes(scopes: readonly Scope[]): string {
  return scopes.join(' ');
}

/** The scopes of a token's `scope` claim that we know; unknown ones grant nothing. */
export function parseScopes(claim: string): Scope[] {
  return claim.split(' ').flatMap((word) => {
    const scope = Scope.safeParse(word);
    return scope.success ? [scope.data] : [];
  });
}

import { z } from 'zod';

/** What a token may do. Read is the default; write is asked for by the tools that need it. */
export const Scope = z.enum(['tasks:read', 'tasks:write']);
export type Scope = z.infer<typeof Scope>;

/**
 * What a token may carry: the scopes of a person's own data, and `operator` for counting across
 * people. That one is in the tokens of operators alone, and is never offered for consent or advertised.
 */
export const GrantedScope = z.enum([...Scope.options, 'operator']);
export type GrantedScope = z.infer<typeof GrantedScope>;

/** Scopes as OAuth writes them: one string, separated by single spaces (RFC 6749 §3.3). */
export function formatScopes(scopes: readonly GrantedScope[]): string {
  return scopes.join(' ');
}

/** The scopes of a token's `scope` claim that we know; unknown ones grant nothing. */
export function parseScopes(claim: string): GrantedScope[] {
  return claim.split(' ').flatMap((word) => {
    const scope = GrantedScope.safeParse(word);
    return scope.success ? [scope.data] : [];
  });
}

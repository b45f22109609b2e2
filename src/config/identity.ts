import type { z } from 'zod';

import { HttpUrl } from './variables.ts';

/** Where tokens come from. Identifiers are not addresses: each may differ from the URL it defaults to. */
export const identityVariables = {
  BETTER_AUTH_URL: HttpUrl,
  BETTER_AUTH_ISSUER: HttpUrl.optional(),
  BETTER_AUTH_JWKS_URL: HttpUrl.optional(),
};

export interface IdentityConfig {
  /** `iss` of every token. */
  issuer: string;
  jwksUrl: string;
  /** OAuth token endpoint, where tokens are exchanged. */
  tokenUrl: string;
}

export function identityConfig(env: {
  BETTER_AUTH_URL: z.infer<typeof HttpUrl>;
  BETTER_AUTH_ISSUER?: string | undefined;
  BETTER_AUTH_JWKS_URL?: string | undefined;
}): IdentityConfig {
  const base = `${env.BETTER_AUTH_URL}/api/auth`;
  return {
    issuer: env.BETTER_AUTH_ISSUER ?? base,
    jwksUrl: env.BETTER_AUTH_JWKS_URL ?? `${base}/jwks`,
    tokenUrl: `${base}/oauth2/token`,
  };
}

import { createAuthClient } from 'better-auth/react';

/**
 * Sign-up, sign-in and sign-out from the browser, at the origin that the page came from. Tokens
 * for the gateway come from `GET /api/auth/token`.
 */
export const { signUp, signIn, signOut } = createAuthClient();

import { createAuthClient } from 'better-auth/react';

/**
 * Sign-up, sign-in and what belongs to them from the browser, at the origin that the page came from.
 * Tokens for the gateway come from `GET /api/auth/token`.
 */
const client = createAuthClient();

export const { signUp, signIn, signOut } = client;

/** Password reset and e-mail verification: endpoints of our own (account-recovery.ts). */
export const askForReset = (email: string) => post('/password-reset/request', { email });
export const completeReset = (token: string, newPassword: string) =>
  post('/password-reset/complete', { token, newPassword });
export const completeVerification = (token: string) =>
  post('/email-verification/complete', { token });

function post(path: string, body: Record<string, string>) {
  return client.$fetch<unknown>(path, { method: 'POST', body });
}

import { passkeyClient } from '@better-auth/passkey/client';
import { createAuthClient } from 'better-auth/react';

/**
 * Sign-up, sign-in and what belongs to an account from the browser, at the origin that the page came
 * from. Tokens for the gateway come from `GET /api/auth/token`.
 */
const client = createAuthClient({ plugins: [passkeyClient()] });

export const { signUp, signIn, signOut } = client;

/** Password reset and e-mail verification: endpoints of our own (account-recovery.ts). */
export const askForReset = (email: string) => post('/password-reset/request', { email });
export const completeReset = (token: string, newPassword: string) =>
  post('/password-reset/complete', { token, newPassword });
export const askForVerification = (email: string) => post('/email-verification/request', { email });
/** @param password needed outside a session of the account */
export const completeVerification = (token: string, password?: string) =>
  post('/email-verification/complete', { token, ...(password !== undefined && { password }) });

export const changePassword = (values: { currentPassword: string; newPassword: string }) =>
  post('/change-password', values);

export const endSession = (id: string) => post('/sessions/end', { id });
export const endOtherSessions = () => post('/revoke-other-sessions', {});

/** The second step of signing in, and of turning it on. */
export const verifyCode = (code: string) => post('/two-factor/verify-totp', { code });
export const verifyBackupCode = (code: string) => post('/two-factor/verify-backup-code', { code });
export const enableTwoStep = (password: string) => post('/two-factor/enable', { password });
export const disableTwoStep = (password: string) => post('/two-factor/disable', { password });

export async function addPasskey({ name, password }: { name: string; password: string }) {
  const allowed = await post('/passkey/allow', { password });
  return allowed.error ? allowed : client.passkey.addPasskey({ name });
}
export const removePasskey = (id: string) => post('/passkey/delete-passkey', { id });
export const renamePasskey = (id: string, name: string) =>
  post('/passkey/update-passkey', { id, name });

function post(path: string, body: Record<string, string>) {
  return client.$fetch<unknown>(path, { method: 'POST', body });
}

import type { FieldErrors } from './credentials.ts';

export interface AuthError {
  code?: string | undefined;
  status: number;
  message?: string | undefined;
  retryAfterSeconds?: number | undefined;
}

export interface AuthFailure {
  fields?: FieldErrors;
  message?: string;
}

/** What the identity provider's refusal means for the form. */
export function authFailure({ code, status, message, retryAfterSeconds }: AuthError): AuthFailure {
  switch (code) {
    case 'INVALID_EMAIL_OR_PASSWORD':
      return { message: 'This email and password do not belong together.' };
    case 'USER_ALREADY_EXISTS':
    case 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL':
      return { fields: { email: 'There is an account with this email. Sign in instead.' } };
    case 'INVALID_NAME':
      return { fields: { name: 'Use 1 to 100 characters.' } };
    case 'INVALID_EMAIL':
      return { fields: { email: 'Enter an email address such as ada@example.com.' } };
    case 'TOO_MANY_ATTEMPTS':
      return { message: `Too many attempts for this account. ${waitFor(retryAfterSeconds)}` };
    case 'WEAK_PASSWORD':
      return message === undefined ? {} : { fields: { password: message, newPassword: message } };
    case 'INVALID_PASSWORD':
      return {
        fields: {
          currentPassword: 'This is not your password.',
          password: 'This is not your password.',
        },
      };
    case 'PASSWORD_NEEDED':
      return { fields: { password: 'Enter your password.' } };
    case 'INVALID_CODE':
      return { fields: { code: 'This is not the code of this moment.' } };
    case 'INVALID_BACKUP_CODE':
      return { fields: { code: 'This is none of your backup codes, or it was used.' } };
    case 'INVALID_TWO_FACTOR_COOKIE':
    case 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE':
      return { message: 'This took too long or too many tries. Sign in with your password again.' };
    case 'ACCOUNT_TEMPORARILY_LOCKED':
      return { message: 'Too many wrong codes. Wait a quarter of an hour and try again.' };
    case 'AUTH_CANCELLED':
    case 'ERROR_CEREMONY_ABORTED':
    case 'REGISTRATION_CANCELLED':
    case 'UNKNOWN_ERROR':
      return { message: 'No passkey was used.' };
    case 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED':
      return { message: 'This device has a passkey for your account already.' };
    case 'PASSKEY_NOT_FOUND':
      return { message: 'This passkey opens no account here any more.' };
    case 'SESSION_NOT_FRESH':
      return { message: 'You signed in long ago. Sign out and in again to add a passkey.' };
    case 'EMAIL_NOT_VERIFIED':
      return { message: 'Confirm your email address first: we have sent you a link.' };
    case 'INVALID_TOKEN':
      return { message: 'This link was used already, or is too old. Ask for a new one.' };
    default:
      return { message: byStatus(status) };
  }
}

/** No answer came at all. */
export const unreachable: AuthFailure = {
  message: 'The server cannot be reached. Check your connection and try again.',
};

function waitFor(seconds = 60): string {
  if (seconds <= 60) return 'Wait a minute and try again.';
  return `Wait ${Math.ceil(seconds / 60)} minutes and try again.`;
}

function byStatus(status: number): string {
  if (status === 429) return 'Too many attempts. Wait a minute and try again.';
  if (status === 503) return 'Signing in is not possible at the moment. Try again shortly.';
  return 'Something went wrong on our side. Try again.';
}

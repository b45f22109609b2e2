import type { FieldErrors } from './credentials.ts';

export interface AuthError {
  code?: string | undefined;
  status: number;
  retryAfterSeconds?: number | undefined;
}

export interface AuthFailure {
  fields?: FieldErrors;
  message?: string;
}

/** What the identity provider's refusal means for the form. */
export function authFailure({ code, status, retryAfterSeconds }: AuthError): AuthFailure {
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
    case 'PASSWORD_TOO_SHORT':
      return { fields: { password: 'Use at least 8 characters.' } };
    case 'PASSWORD_TOO_LONG':
      return { fields: { password: 'Use at most 128 characters.' } };
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

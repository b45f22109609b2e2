import { APIError } from 'better-auth/api';
import { passwordComplaint, type PasswordOwner } from '#src/contracts/password-rules.ts';

/** @throws APIError 400 WEAK_PASSWORD, whose message is for the field */
export function requireGoodPassword(password: string, owner?: PasswordOwner): void {
  const message = passwordComplaint(password, owner);
  if (message !== undefined) throw new APIError('BAD_REQUEST', { code: 'WEAK_PASSWORD', message });
}

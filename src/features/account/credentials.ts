import { z } from 'zod';
import { passwordComplaint, type PasswordOwner } from '#src/contracts/password-rules.ts';

/** The identity provider's own rules, told before a request is made. */
export const NewAccount = z
  .object({
    name: z.string().trim().min(1, 'Enter your name.').max(100, 'Use at most 100 characters.'),
    email: z.email('Enter an email address such as ada@example.com.'),
    password: z.string(),
  })
  .check(({ value, issues }) => {
    complain('password', value.password, value, issues);
  });

export const Credentials = z.object({
  email: NewAccount.shape.email,
  password: z.string().min(1, 'Enter your password.'),
});

export const Address = z.object({ email: NewAccount.shape.email });

export const NewPassword = z.object({ newPassword: z.string() }).check(({ value, issues }) => {
  complain('newPassword', value.newPassword, {}, issues);
});

export type FieldErrors = Partial<Record<string, string>>;

/** The first complaint about each field. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const found: FieldErrors = {};
  for (const issue of error.issues) {
    const [field] = issue.path;
    if (typeof field === 'string') found[field] ??= issue.message;
  }
  return found;
}

function complain(
  field: string,
  password: string,
  owner: PasswordOwner,
  issues: z.core.$ZodRawIssue[],
): void {
  const message = passwordComplaint(password, owner);
  if (message !== undefined) {
    issues.push({ code: 'custom', input: password, path: [field], message });
  }
}

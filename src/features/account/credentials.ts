import { z } from 'zod';

/** better-auth's limits, told before a request is made. */
export const NewAccount = z.object({
  name: z.string().trim().min(1, 'Enter your name.').max(100, 'Use at most 100 characters.'),
  email: z.email('Enter an email address such as ada@example.com.'),
  password: z.string().min(8, 'Use at least 8 characters.').max(128, 'Use at most 128 characters.'),
});

export const Credentials = z.object({
  email: NewAccount.shape.email,
  password: z.string().min(1, 'Enter your password.'),
});

export type FieldErrors = Partial<Record<'name' | 'email' | 'password', string>>;

/** The first complaint about each field. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const found: FieldErrors = {};
  for (const issue of error.issues) {
    const [field] = issue.path;
    if (field === 'name' || field === 'email' || field === 'password') {
      found[field] ??= issue.message;
    }
  }
  return found;
}

import { z } from 'zod';

/** Text that PostgreSQL can store as it is: no NUL and no half of a surrogate pair. */
export const PlainText = z
  .string()
  .refine(
    (text) => text.isWellFormed() && !text.includes('\0'),
    'must not contain NUL or broken characters',
  );

import { passwordLength } from '#src/contracts/password-rules.ts';

export const passwordHint = `At least ${passwordLength.min} characters: a few words will do.`;

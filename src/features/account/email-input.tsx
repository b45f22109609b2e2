import { Input } from '#src/ui/input.tsx';

/** The address that an account is known by. */
export function EmailInput({ autoFocus = false }: { autoFocus?: boolean }) {
  return (
    <Input
      name="email"
      type="email"
      inputMode="email"
      autoComplete="username"
      autoCapitalize="none"
      required
      autoFocus={autoFocus}
    />
  );
}

'use client';

import { signUp } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { Input } from '#src/ui/input.tsx';
import { EmailInput } from './email-input.tsx';
import { NewAccount } from './credentials.ts';
import { passwordHint } from './password-hint.ts';
import { PasswordInput } from './password-input.tsx';
import { useAuthForm } from './use-auth-form.ts';

export function SignUpForm({ onSignedUp }: { onSignedUp: () => void }) {
  const { fields, message, pending, onSubmit } = useAuthForm(
    NewAccount,
    (values) => signUp.email(values),
    onSignedUp,
  );
  return (
    <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      {message === undefined ? null : <ErrorNotice message={message} />}
      <Field label="Name" error={fields.name}>
        <Input name="name" autoComplete="name" required autoFocus />
      </Field>
      <Field label="Email" error={fields.email}>
        <EmailInput />
      </Field>
      <Field label="Password" error={fields.password} hint={passwordHint}>
        <PasswordInput autoComplete="new-password" />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-1 w-full">
        Create account
      </Button>
    </form>
  );
}

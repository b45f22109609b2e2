'use client';

import Link from 'next/link';
import { useState } from 'react';
import { completeReset } from '#src/auth/browser-client.ts';
import { buttonClass } from '#src/ui/button-class.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { AuthHeading } from './auth-heading.tsx';
import { NewPassword } from './credentials.ts';
import { useLinkToken } from './link-token.ts';
import { passwordHint } from './password-hint.ts';
import { PasswordInput } from './password-input.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** Where the link of a reset leads. */
export function ResetPasswordForm() {
  const token = useLinkToken();
  const [done, setDone] = useState(false);
  const { fields, message, pending, onSubmit } = useAuthForm(
    NewPassword,
    ({ newPassword }) => completeReset(token ?? '', newPassword),
    () => {
      setDone(true);
    },
  );
  if (done) {
    return (
      <>
        <AuthHeading title="Your password is changed" role="status">
          Everyone who was signed in to your account is signed out, and connected applications have
          to ask you again. Passkeys were removed, unless two-step verification is on.
        </AuthHeading>
        <Link href="/sign-in" className={buttonClass({ variant: 'primary', size: 'lg' })}>
          Sign in
        </Link>
      </>
    );
  }
  if (token === '') {
    return (
      <>
        <AuthHeading title="This link is not whole">
          Open it from the mail again, or ask for a new one.
        </AuthHeading>
        <Link href="/forgot-password" className={buttonClass({ size: 'lg' })}>
          Ask for a new link
        </Link>
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Choose a new password">
        You are then signed out wherever you were signed in.
      </AuthHeading>
      <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        {message === undefined ? null : (
          <ErrorNotice
            message={message}
            action={
              <Link href="/forgot-password" className={buttonClass({ size: 'sm' })}>
                New link
              </Link>
            }
          />
        )}
        <Field label="New password" error={fields['newPassword']} hint={passwordHint}>
          <PasswordInput name="newPassword" autoComplete="new-password" />
        </Field>
        <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
          Change password
        </Button>
      </form>
    </>
  );
}

'use client';

import { useState } from 'react';
import { askForReset } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { EmailInput } from './email-input.tsx';
import { AuthHeading } from './auth-heading.tsx';
import { Address } from './credentials.ts';
import { useAuthForm } from './use-auth-form.ts';

/** Says the same whether or not there is such an account. */
export function ForgotPasswordForm() {
  const [sent, setSent] = useState(false);
  const { fields, message, pending, onSubmit } = useAuthForm(
    Address,
    ({ email }) => askForReset(email),
    () => {
      setSent(true);
    },
  );
  if (sent) {
    return (
      <AuthHeading title="Look into your mailbox" role="status">
        If there is an account with this address, a link to choose a new password is on its way. It
        works once, within half an hour.
      </AuthHeading>
    );
  }
  return (
    <>
      <AuthHeading title="Forgot your password?">
        Tell us your email address, and we send you a link to choose a new one.
      </AuthHeading>
      <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        {message === undefined ? null : <ErrorNotice message={message} />}
        <Field label="Email" error={fields['email']}>
          <EmailInput autoFocus />
        </Field>
        <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
          Send the link
        </Button>
      </form>
    </>
  );
}

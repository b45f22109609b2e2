'use client';

import Link from 'next/link';
import { useState } from 'react';
import { z } from 'zod';
import { completeVerification } from '#src/auth/browser-client.ts';
import { buttonClass } from '#src/ui/button-class.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { AuthHeading } from './auth-heading.tsx';
import { useLinkToken } from './link-token.ts';
import { PasswordInput } from './password-input.tsx';
import { useAuthForm } from './use-auth-form.ts';

/** There is no such field at first. */
const Password = z.object({ password: z.string().optional() });

/**
 * Where the link of a verification leads. It waits for a person: mail scanners open links, too. Whoever
 * is not signed in to the account is asked for its password.
 */
export function VerifyEmail() {
  const token = useLinkToken();
  const [done, setDone] = useState(false);
  const [asksPassword, setAsksPassword] = useState(false);
  const { fields, message, pending, onSubmit } = useAuthForm(
    Password,
    async ({ password }) => {
      const answer = await completeVerification(token ?? '', password);
      if (answer.error?.status === 401) setAsksPassword(true);
      return answer;
    },
    () => {
      setDone(true);
    },
  );

  if (done) {
    return (
      <>
        <AuthHeading title="Your email address is confirmed" role="status">
          Thank you. You can close this page, or go on.
        </AuthHeading>
        <Link href="/" className={buttonClass({ variant: 'primary', size: 'lg' })}>
          Go on
        </Link>
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Confirm your email address">{about(token, asksPassword)}</AuthHeading>
      <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        {message === undefined ? null : <ErrorNotice message={message} />}
        {asksPassword ? (
          <>
            <Field label="Password of the account" error={fields['password']}>
              <PasswordInput autoComplete="current-password" />
            </Field>
            <p className="text-sm text-pretty text-muted-foreground">
              If you did not create this account, do not confirm it.{' '}
              <Link
                href="/forgot-password"
                className="rounded-sm font-medium text-primary-text underline-offset-4 hover:underline"
              >
                Choose a password of your own
              </Link>
              : that removes whoever did.
            </p>
          </>
        ) : null}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          pending={pending}
          disabled={token === ''}
          className="w-full"
        >
          Confirm
        </Button>
      </form>
    </>
  );
}

function about(token: string | undefined, asksPassword: boolean): string {
  if (token === '') {
    return 'This link is not whole. Open it from the mail again, or ask for a new one in Settings.';
  }
  if (asksPassword) return 'You are not signed in to this account here, so its password is needed.';
  return 'One click, and we know that this address is yours.';
}

'use client';

import Link from 'next/link';
import { useState } from 'react';
import { z } from 'zod';
import { signIn } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { EmailInput } from './email-input.tsx';
import { Credentials } from './credentials.ts';
import { PasskeyButton } from './passkey-button.tsx';
import { PasswordInput } from './password-input.tsx';
import { SecondStepForm } from './second-step-form.tsx';
import { useAuthForm } from './use-auth-form.ts';

export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const [isChallenged, setChallenged] = useState(false);
  const { fields, message, pending, onSubmit } = useAuthForm(
    Credentials,
    (values) => signIn.email(values),
    (data) => {
      if (Challenge.safeParse(data).success) setChallenged(true);
      else onSignedIn();
    },
  );
  if (isChallenged) return <SecondStepForm onSignedIn={onSignedIn} />;
  return (
    <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      {message === undefined ? null : <ErrorNotice message={message} />}
      <Field label="Email" error={fields.email}>
        <EmailInput autoFocus />
      </Field>
      <Field label="Password" error={fields.password}>
        <PasswordInput autoComplete="current-password" />
      </Field>
      <Link
        href="/forgot-password"
        className="-mt-2 self-end rounded-sm text-[0.8125rem] text-muted-foreground underline-offset-4 hover:underline pointer-coarse:py-2.5"
      >
        Forgot your password?
      </Link>
      <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-1 w-full">
        Sign in
      </Button>
      <PasskeyButton onSignedIn={onSignedIn} />
    </form>
  );
}

/** The password was right, and a code is asked for as well. */
const Challenge = z.object({ twoFactorRedirect: z.literal(true) });

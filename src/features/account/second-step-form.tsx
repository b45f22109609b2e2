'use client';

import { useState } from 'react';
import { z } from 'zod';
import { verifyBackupCode, verifyCode } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { Input } from '#src/ui/input.tsx';
import { useAuthForm } from './use-auth-form.ts';

const Code = z.object({ code: z.string().trim().min(6, 'Enter the code.') });

/** The second step of signing in: a code of the authenticator app, or one that was written down. */
export function SecondStepForm({ onSignedIn }: { onSignedIn: () => void }) {
  const [usesBackup, setUsesBackup] = useState(false);
  const { fields, message, pending, onSubmit } = useAuthForm(
    Code,
    ({ code }) => (usesBackup ? verifyBackupCode(code) : verifyCode(code.replaceAll(/\s/g, ''))),
    onSignedIn,
  );
  return (
    <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      {message === undefined ? null : <ErrorNotice message={message} />}
      <Field
        key={String(usesBackup)}
        label={usesBackup ? 'Backup code' : 'Code'}
        error={fields['code']}
        hint={
          usesBackup
            ? 'One of those that you wrote down. Each works once.'
            : 'The six digits that your authenticator app shows.'
        }
      >
        <Input
          name="code"
          inputMode={usesBackup ? 'text' : 'numeric'}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
        Sign in
      </Button>
      <Button
        variant="ghost"
        onClick={() => {
          setUsesBackup(!usesBackup);
        }}
      >
        {usesBackup ? 'Use the authenticator app' : 'Use a backup code'}
      </Button>
    </form>
  );
}

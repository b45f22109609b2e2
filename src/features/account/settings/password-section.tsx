'use client';

import { useState } from 'react';
import { z } from 'zod';
import { changePassword } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { useToast } from '#src/ui/toast.tsx';
import { NewPassword } from '../credentials.ts';
import { passwordHint } from '../password-hint.ts';
import { PasswordInput } from '../password-input.tsx';
import { useAuthForm } from '../use-auth-form.ts';
import { Section } from './section.tsx';

const Change = NewPassword.safeExtend({
  currentPassword: z.string().min(1, 'Enter your password.'),
});

export function PasswordSection({ email }: { email: string }) {
  // A form that has done its work begins anew.
  const [round, setRound] = useState(0);
  return (
    <Section
      id="password"
      title="Password"
      about="Changing it signs you out everywhere but here, and disconnects the clients you connected."
    >
      <PasswordForm
        key={round}
        email={email}
        onChanged={() => {
          setRound(round + 1);
        }}
      />
    </Section>
  );
}

function PasswordForm({ email, onChanged }: { email: string; onChanged: () => void }) {
  const toast = useToast();
  const { fields, message, pending, onSubmit } = useAuthForm(Change, changePassword, () => {
    toast({ title: 'Your password is changed' });
    onChanged();
  });
  return (
    <form method="post" onSubmit={onSubmit} noValidate className="flex max-w-sm flex-col gap-4">
      {message === undefined ? null : <ErrorNotice message={message} />}
      {/* For password managers, which ask whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label="Current password" error={fields['currentPassword']}>
        <PasswordInput name="currentPassword" autoComplete="current-password" />
      </Field>
      <Field label="New password" error={fields['newPassword']} hint={passwordHint}>
        <PasswordInput name="newPassword" autoComplete="new-password" />
      </Field>
      <Button type="submit" pending={pending} className="self-start">
        Change password
      </Button>
    </form>
  );
}

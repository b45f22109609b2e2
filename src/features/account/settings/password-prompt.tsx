'use client';

import { z } from 'zod';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import type { AuthError } from '../auth-failure.ts';
import { PasswordInput } from '../password-input.tsx';
import { useAuthForm } from '../use-auth-form.ts';

const Password = z.object({ password: z.string().min(1, 'Enter your password.') });

interface PasswordPromptProps {
  about: string;
  /** The verb that is about to happen. */
  action: string;
  send: (password: string) => Promise<{ data?: unknown; error: AuthError | null }>;
  onDone: (data: unknown) => void;
}

/** Asks once more who it is. */
export function PasswordPrompt({ about, action, send, onDone }: PasswordPromptProps) {
  const { fields, message, pending, onSubmit } = useAuthForm(
    Password,
    ({ password }) => send(password),
    onDone,
  );
  return (
    <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      <p className="text-sm text-pretty text-muted-foreground">{about}</p>
      {message === undefined ? null : <ErrorNotice message={message} />}
      <Field label="Your password" error={fields['password']}>
        <PasswordInput autoComplete="current-password" />
      </Field>
      <Button type="submit" variant="primary" pending={pending}>
        {action}
      </Button>
    </form>
  );
}

'use client';

import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { addPasskey } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { Input } from '#src/ui/input.tsx';
import { useToast } from '#src/ui/toast.tsx';
import { PasswordInput } from '../password-input.tsx';
import { useAuthForm } from '../use-auth-form.ts';

const NewPasskey = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(60),
  password: z.string().min(1, 'Enter your password.'),
});

/** A passkey opens the account by itself: whoever adds one says once more who it is. */
export function AddPasskey({ onDone }: { onDone: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const { fields, message, pending, onSubmit } = useAuthForm(NewPasskey, addPasskey, () => {
    toast({ title: 'The passkey is added' });
    onDone();
    router.refresh();
  });
  return (
    <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
      {message === undefined ? null : <ErrorNotice message={message} />}
      <Field label="Name" error={fields['name']}>
        <Input name="name" maxLength={60} autoFocus />
      </Field>
      <Field label="Your password" error={fields['password']}>
        <PasswordInput autoComplete="current-password" />
      </Field>
      <Button type="submit" variant="primary" pending={pending}>
        Add
      </Button>
    </form>
  );
}

'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { z } from 'zod';
import { enableTwoStep, verifyCode } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { Input } from '#src/ui/input.tsx';
import { useToast } from '#src/ui/toast.tsx';
import { useAuthForm } from '../use-auth-form.ts';
import { PasswordPrompt } from './password-prompt.tsx';
import { QrCode } from './qr-code.tsx';

const Enrolment = z.object({ totpURI: z.url(), backupCodes: z.array(z.string()) });
type Enrolment = z.infer<typeof Enrolment>;
const Code = z.object({ code: z.string().trim().min(6, 'Enter the six digits.') });

/** Password, then the secret and the codes to write down, then a first code as a proof. */
export function TurnOnTwoStep({ onDone }: { onDone: () => void }) {
  const [enrolment, setEnrolment] = useState<Enrolment>();
  if (enrolment) return <ProveCode enrolment={enrolment} onDone={onDone} />;
  return (
    <PasswordPrompt
      about="You need an authenticator app, such as one on your phone."
      action="Go on"
      send={enableTwoStep}
      onDone={(data) => {
        setEnrolment(Enrolment.parse(data));
      }}
    />
  );
}

function ProveCode({ enrolment, onDone }: { enrolment: Enrolment; onDone: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const { fields, message, pending, onSubmit } = useAuthForm(
    Code,
    ({ code }) => verifyCode(code.replaceAll(/\s/g, '')),
    () => {
      toast({ title: 'Two-step verification is on' });
      onDone();
      router.refresh();
    },
  );
  const secret = new URL(enrolment.totpURI).searchParams.get('secret') ?? '';
  return (
    <form method="post" onSubmit={onSubmit} noValidate className="flex flex-col gap-4 text-sm">
      <p className="text-muted-foreground">Scan this with the app, or type the key into it.</p>
      <QrCode text={enrolment.totpURI} label="The key as a QR code" />
      <p>
        <span className="block text-[0.8125rem] text-muted-foreground">Key</span>
        <code className="font-mono text-[0.8125rem]">{secret.replaceAll(/.{4}(?=.)/g, '$& ')}</code>
      </p>
      <div>
        <p className="text-[0.8125rem] text-muted-foreground">
          Backup codes, for when you have no phone at hand. Each works once. Write them down now:
          they are not shown again.
        </p>
        <ul
          aria-label="Backup codes"
          className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1 rounded-md bg-muted p-3 font-mono text-[0.8125rem]"
        >
          {enrolment.backupCodes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      {message === undefined ? null : <ErrorNotice message={message} />}
      <Field label="Code" error={fields['code']} hint="The six digits that the app shows now.">
        <Input name="code" inputMode="numeric" autoComplete="one-time-code" required />
      </Field>
      <Button type="submit" variant="primary" pending={pending}>
        Turn on
      </Button>
    </form>
  );
}

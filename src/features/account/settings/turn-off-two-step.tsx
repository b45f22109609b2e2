'use client';

import { useRouter } from 'next/navigation';
import { disableTwoStep } from '#src/auth/browser-client.ts';
import { useToast } from '#src/ui/toast.tsx';
import { PasswordPrompt } from './password-prompt.tsx';

export function TurnOffTwoStep({ onDone }: { onDone: () => void }) {
  const router = useRouter();
  const toast = useToast();
  return (
    <PasswordPrompt
      about="Then your password alone signs in. Your backup codes end."
      action="Turn off"
      send={disableTwoStep}
      onDone={() => {
        toast({ title: 'Two-step verification is off' });
        onDone();
        router.refresh();
      }}
    />
  );
}

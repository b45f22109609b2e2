'use client';

import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { signIn } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { authFailure, unreachable } from './auth-failure.ts';

/** Signs in with what the device keeps, without a password. */
export function PasskeyButton({ onSignedIn }: { onSignedIn: () => void }) {
  const [pending, setPending] = useState(false);
  const [message, setMessage] = useState<string>();

  async function use() {
    setPending(true);
    setMessage(undefined);
    try {
      const { error } = await signIn.passkey();
      if (!error) return onSignedIn();
      setMessage(authFailure(error).message);
    } catch {
      setMessage(unreachable.message);
    }
    setPending(false);
  }

  return (
    <div>
      <Button size="lg" pending={pending} onClick={() => void use()} className="w-full">
        {pending ? null : <KeyRound aria-hidden />}
        Sign in with a passkey
      </Button>
      <p role="status" className="mt-1.5 text-[0.8125rem] text-muted-foreground empty:hidden">
        {message}
      </p>
    </div>
  );
}

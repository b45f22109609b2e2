'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useToast } from '#src/ui/toast.tsx';
import { type AuthError, authFailure, unreachable } from '../auth-failure.ts';

/** Sends something to the identity provider, shows the page anew, and says what went wrong. */
export function useAction() {
  const router = useRouter();
  const toast = useToast();
  const [pending, setPending] = useState<string>();

  /** @param key which of several buttons is busy */
  async function run(
    key: string,
    send: () => Promise<{ error: AuthError | null }>,
    done: string,
  ): Promise<boolean> {
    setPending(key);
    const error = await send().then(
      (answer) => (answer.error ? authFailure(answer.error) : undefined),
      () => unreachable,
    );
    setPending(undefined);
    if (error) {
      toast({ kind: 'error', title: error.message ?? 'This did not work', description: undefined });
      return false;
    }
    toast({ title: done });
    router.refresh();
    return true;
  }
  return { pending, run };
}

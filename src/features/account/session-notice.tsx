'use client';

import { useSessionState } from '#src/trpc-client/provider.tsx';
import { Button } from '#src/ui/button.tsx';
import { SignInAgain } from './sign-in-again.tsx';

/** Says that the session is over, and offers the way on. */
export function SessionNotice() {
  const [state] = useSessionState();
  if (state === 'active') return null;

  return (
    <div
      role="alert"
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-border bg-warning-soft px-4 py-2 text-sm"
    >
      <p>
        {state === 'ended'
          ? 'You are signed out. What you typed is still here.'
          : 'Someone else signed in to this browser.'}
      </p>
      <SignInAgain />
      {state === 'other-user' ? (
        <Button
          size="sm"
          onClick={() => {
            window.location.reload();
          }}
        >
          Reload
        </Button>
      ) : null}
    </div>
  );
}

'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSessionState } from '#src/trpc-client/provider.tsx';
import { Button } from '#src/ui/button.tsx';
import { Dialog } from '#src/ui/dialog.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Says that the session is over and signs in over the page, so that nothing typed is lost. */
export function SessionNotice() {
  const [state, resume] = useSessionState();
  const [open, setOpen] = useState(false);
  const queryClient = useQueryClient();
  if (state === 'active') return null;
  const ended = state === 'ended';

  return (
    <div
      role="alert"
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-border bg-warning-soft px-4 py-2 text-sm"
    >
      <p>
        {ended
          ? 'You are signed out. What you typed is still here.'
          : 'Someone else signed in to this browser.'}
      </p>
      <Button
        size="sm"
        onClick={() => {
          if (ended) setOpen(true);
          else window.location.reload();
        }}
      >
        {ended ? 'Sign in' : 'Reload'}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        size="sm"
        title="Sign in to go on"
        description="You come back to this page as you left it."
      >
        <SignInForm
          onSignedIn={() => {
            setOpen(false);
            resume();
            void queryClient.invalidateQueries();
          }}
        />
      </Dialog>
    </div>
  );
}

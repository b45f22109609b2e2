'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSessionState } from '#src/trpc-client/provider.tsx';
import { Button } from '#src/ui/button.tsx';
import { Dialog } from '#src/ui/dialog.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Once the session is over: signs in over whatever is open, so that nothing typed is lost. */
export function SignInAgain() {
  const [state, resume] = useSessionState();
  const [open, setOpen] = useState(false);
  const queryClient = useQueryClient();
  if (state !== 'ended') return null;

  return (
    <>
      <Button
        size="sm"
        onClick={() => {
          setOpen(true);
        }}
      >
        Sign in
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
    </>
  );
}

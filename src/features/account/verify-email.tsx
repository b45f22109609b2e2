'use client';

import Link from 'next/link';
import { useState } from 'react';
import { completeVerification } from '#src/auth/browser-client.ts';
import { buttonClass } from '#src/ui/button-class.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { authFailure, unreachable } from './auth-failure.ts';
import { AuthHeading } from './auth-heading.tsx';
import { useLinkToken } from './link-token.ts';

/** Where the link of a verification leads. It waits for a person: mail scanners open links, too. */
export function VerifyEmail() {
  const token = useLinkToken();
  const [state, setState] = useState<'asking' | 'pending' | 'done'>('asking');
  const [message, setMessage] = useState<string>();

  async function confirm() {
    setState('pending');
    try {
      const { error } = await completeVerification(token ?? '');
      setState(error ? 'asking' : 'done');
      setMessage(error ? authFailure(error).message : undefined);
    } catch {
      setState('asking');
      setMessage(unreachable.message);
    }
  }

  if (state === 'done') {
    return (
      <>
        <AuthHeading title="Your email address is confirmed" role="status">
          Thank you. You can close this page, or go on.
        </AuthHeading>
        <Link href="/" className={buttonClass({ variant: 'primary', size: 'lg' })}>
          Go on
        </Link>
      </>
    );
  }
  return (
    <>
      <AuthHeading title="Confirm your email address">
        {token === ''
          ? 'This link is not whole. Open it from the mail again, or ask for a new one in Settings.'
          : 'One click, and we know that this address is yours.'}
      </AuthHeading>
      {message === undefined ? null : <ErrorNotice message={message} className="mb-4" />}
      <Button
        variant="primary"
        size="lg"
        pending={state === 'pending'}
        disabled={token === ''}
        onClick={() => void confirm()}
        className="w-full"
      >
        Confirm
      </Button>
    </>
  );
}

'use client';

import Link from 'next/link';
import { useState } from 'react';
import { AuthHeading } from './auth-heading.tsx';
import { signInPath, signUpPath } from './return-path.ts';
import { SignInForm } from './sign-in-form.tsx';
import { SignUpForm } from './sign-up-form.tsx';

interface AuthPanelProps {
  mode: 'sign-in' | 'sign-up';
  /** A path of this site, checked. */
  next: string;
  /** Signing up does not sign in: a mail comes first. */
  verificationRequired: boolean;
}

/** The whole of the sign-in and sign-up pages under their logo. */
export function AuthPanel({ mode, next, verificationRequired }: AuthPanelProps) {
  const [mailed, setMailed] = useState(false);
  // A whole new page: nothing that belonged to someone else may linger in memory.
  const leave = () => {
    window.location.assign(next);
  };
  if (mailed) {
    return (
      <AuthHeading title="Look into your mailbox" role="status">
        We have sent you a link. Open it to confirm your address, then sign in.
      </AuthHeading>
    );
  }
  const signedUp = () => {
    if (verificationRequired) setMailed(true);
    else leave();
  };
  const signingIn = mode === 'sign-in';
  return (
    <div>
      <h1 className="text-2xl font-semibold tracking-[-0.022em]">
        {signingIn ? 'Welcome back' : 'Create your account'}
      </h1>
      <p className="mt-1.5 mb-7 text-sm text-muted-foreground">
        {signingIn ? 'New here? ' : 'You have one already? '}
        <Link
          href={signingIn ? signUpPath(next) : signInPath(next)}
          className="rounded-sm font-medium text-primary-text underline-offset-4 hover:underline pointer-coarse:inline-block pointer-coarse:py-2.5"
        >
          {signingIn ? 'Create an account' : 'Sign in'}
        </Link>
      </p>
      {signingIn ? <SignInForm onSignedIn={leave} /> : <SignUpForm onSignedUp={signedUp} />}
    </div>
  );
}

'use client';

import { Check, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { signOut } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { type Decision, decide } from './decide.ts';
import { scopeWords } from './scope-words.ts';

interface ConsentPanelProps {
  request: {
    clientName: string;
    known: boolean;
    redirectTarget: string;
    scopes: string[];
    query: string;
  };
  /** Who is asked. */
  email: string;
  /** Leads to sign-in and back here. */
  signInPath: string;
}

/** Asks whether a client may act for the person. */
export function ConsentPanel({ request, email, signInPath }: ConsentPanelProps) {
  const [pending, setPending] = useState<Decision>();
  const [decided, setDecided] = useState<Decision>();
  const [failure, setFailure] = useState<string>();

  async function send(decision: Decision) {
    setPending(decision);
    setFailure(undefined);
    const answer = await decide(decision, request.query);
    setPending(undefined);
    if ('failure' in answer) return setFailure(answer.failure);
    setDecided(decision);
    window.location.assign(answer.url);
  }

  async function changeAccount() {
    const { error } = await signOut();
    if (error) setFailure('You are still signed in. Try again shortly.');
    else window.location.assign(signInPath);
  }

  if (decided) {
    return (
      <div role="status">
        <h1 className="text-2xl font-semibold tracking-[-0.022em]">
          {decided === 'allow' ? 'Allowed' : 'Denied'}
        </h1>
        <p className="mt-3 text-sm text-pretty text-muted-foreground">
          Go back to <bdi>{request.clientName}</bdi>. You can close this page.
        </p>
      </div>
    );
  }

  return (
    <div>
      <h1 className="text-2xl font-semibold tracking-[-0.022em] text-balance wrap-anywhere">
        Connect <bdi>{request.clientName}</bdi> to your tasks?
      </h1>
      <p className="mt-1.5 text-sm wrap-anywhere text-muted-foreground">
        You are signed in as {email}.{' '}
        <button
          type="button"
          onClick={() => void changeAccount()}
          className="rounded-sm font-medium text-primary-text underline-offset-4 hover:underline pointer-coarse:py-2.5"
        >
          Use another account
        </button>
      </p>

      {failure === undefined ? null : <ErrorNotice message={failure} className="mt-5" />}

      <dl className="mt-6 rounded-lg border border-border">
        <div className="border-b border-border px-4 py-3">
          <dt className="text-xs text-muted-foreground">Its answer goes to</dt>
          <dd className="mt-0.5 font-mono text-[0.9375rem] font-semibold wrap-anywhere">
            {request.redirectTarget}
          </dd>
        </div>
        <div className="px-4 py-3">
          <dt className="text-xs text-muted-foreground">It may</dt>
          <dd>
            <ul className="mt-1 flex flex-col gap-1.5 text-sm">
              {request.scopes.map((scope) => (
                <li key={scope} className="flex items-start gap-2">
                  <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-primary-text" />
                  {scopeWords(scope)}
                </li>
              ))}
              <li className="flex items-start gap-2">
                <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-primary-text" />
                Go on doing so after you sign out, until you revoke it under Connections
              </li>
            </ul>
          </dd>
        </div>
      </dl>

      {request.known ? (
        <p className="mt-4 text-sm text-pretty text-muted-foreground">
          Allow it only if you have just started to connect it yourself.
        </p>
      ) : (
        <div className="mt-4 flex items-start gap-3 rounded-lg bg-warning-soft px-4 py-3 text-sm">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
          <p className="text-pretty">
            <strong className="font-semibold">Nobody has checked this client.</strong> It registered
            itself and chose its own name. Allow it only if you have just started to connect it
            yourself, and know the address above.
          </p>
        </div>
      )}

      <div className="mt-7 flex flex-col gap-2 sm:flex-row-reverse">
        <Button
          variant="primary"
          size="lg"
          className="sm:flex-1"
          pending={pending === 'allow'}
          disabled={pending !== undefined}
          onClick={() => void send('allow')}
        >
          Allow
        </Button>
        <Button
          size="lg"
          className="sm:flex-1"
          pending={pending === 'deny'}
          disabled={pending !== undefined}
          onClick={() => void send('deny')}
        >
          Deny
        </Button>
      </div>
    </div>
  );
}

'use client';

import { askForVerification } from '#src/auth/browser-client.ts';
import { Badge } from '#src/ui/badge.tsx';
import { Button } from '#src/ui/button.tsx';
import { Section } from './section.tsx';
import { useAction } from './use-action.ts';

interface AccountSectionProps {
  name: string;
  email: string;
  emailVerified: boolean;
}

export function AccountSection({ name, email, emailVerified }: AccountSectionProps) {
  const { pending, run } = useAction();
  return (
    <Section id="account" title="Account">
      <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-[8rem_1fr]">
        <dt className="text-muted-foreground">Name</dt>
        <dd className="wrap-anywhere">{name}</dd>
        <dt className="text-muted-foreground">Email</dt>
        <dd className="flex flex-wrap items-center gap-2 wrap-anywhere">
          {email}
          <Badge tone={emailVerified ? 'accent' : 'warning'}>
            {emailVerified ? 'Confirmed' : 'Not confirmed'}
          </Badge>
        </dd>
      </dl>
      {emailVerified ? null : (
        <div className="mt-4 flex flex-wrap items-center gap-3 border-t border-border pt-4">
          <p className="min-w-0 flex-1 basis-60 text-sm text-muted-foreground">
            Confirm that this address is yours: a forgotten password is reset through it.
          </p>
          <Button
            size="sm"
            pending={pending !== undefined}
            onClick={() =>
              void run('mail', () => askForVerification(email), 'A link is on its way to you')
            }
          >
            Send the link again
          </Button>
        </div>
      )}
    </Section>
  );
}

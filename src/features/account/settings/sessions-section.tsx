'use client';

import { Laptop, Smartphone } from 'lucide-react';
import { endOtherSessions, endSession } from '#src/auth/browser-client.ts';
import { Badge } from '#src/ui/badge.tsx';
import { Button } from '#src/ui/button.tsx';
import { describeDevice } from './describe-device.ts';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { useAction } from './use-action.ts';

export interface OpenSession {
  id: string;
  address: string;
  userAgent: string;
  /** ISO 8601. */
  lastActiveAt: string;
  isCurrent: boolean;
}

export function SessionsSection({ sessions }: { sessions: OpenSession[] }) {
  const { pending, run } = useAction();
  return (
    <Section id="sessions" title="Sessions" about="Where you are signed in.">
      <ul className="divide-y divide-border">
        {sessions.map(({ id, address, userAgent, lastActiveAt, isCurrent }) => {
          const { name, isPhone } = describeDevice(userAgent);
          const Icon = isPhone ? Smartphone : Laptop;
          return (
            <li key={id} className="flex items-center gap-3 py-3 first:pt-0 last:pb-0">
              <Icon aria-hidden className="size-4 shrink-0 text-faint-foreground" />
              <div className="min-w-0 flex-1 text-sm">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  {name}
                  {isCurrent ? <Badge tone="accent">This browser</Badge> : null}
                </p>
                <p className="text-[0.8125rem] wrap-anywhere text-muted-foreground">
                  Last active <Time at={lastActiveAt} />
                  {address === '' ? null : ` from ${address}`}
                </p>
              </div>
              {isCurrent ? null : (
                <Button
                  size="sm"
                  aria-label={`Sign out ${name}`}
                  pending={pending === id}
                  onClick={() => void run(id, () => endSession(id), 'It is signed out')}
                >
                  Sign out
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {sessions.length > 1 ? (
        <div className="mt-3 border-t border-border pt-4">
          <Button
            size="sm"
            variant="ghost-danger"
            pending={pending === 'others'}
            onClick={() =>
              void run('others', endOtherSessions, 'You are signed out everywhere but here')
            }
          >
            Sign out everywhere else
          </Button>
        </div>
      ) : null}
    </Section>
  );
}

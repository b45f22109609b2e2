'use client';

import { Dialog } from '@base-ui/react/dialog';
import { Menu, X } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { SessionNotice } from '#src/features/account/session-notice.tsx';
import { backdropClass } from '#src/ui/dialog-class.ts';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Logo } from '#src/ui/logo.tsx';

interface AppShellProps {
  /** The sidebar's content; on a phone it is in a drawer. */
  sidebar: ReactNode;
  children: ReactNode;
}

/** Sidebar and page side by side; on a phone a bar on top that opens the sidebar. */
export function AppShell({ sidebar, children }: AppShellProps) {
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#page"
        className="sr-only z-50 rounded-md bg-popover px-4 py-2 text-sm font-medium shadow-float focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <aside className="hidden w-66 shrink-0 flex-col border-r border-border bg-sidebar md:flex">
        <Link href="/tasks" className="m-2 mb-0 flex h-11 items-center rounded-md px-2">
          <Logo />
        </Link>
        {sidebar}
      </aside>
      <PhoneBar>{sidebar}</PhoneBar>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <SessionNotice />
        <main id="page" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-hidden">
          {children}
        </main>
      </div>
    </div>
  );
}

/** Open on one path only: going somewhere closes the drawer. */
function PhoneBar({ children }: { children: ReactNode }) {
  const path = usePathname();
  const [openOn, setOpenOn] = useState<string>();
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b border-border bg-sidebar px-2 md:hidden">
      <Dialog.Root
        open={openOn === path}
        onOpenChange={(next) => {
          setOpenOn(next ? path : undefined);
        }}
      >
        <Dialog.Trigger
          render={
            <IconButton label="Open menu">
              <Menu />
            </IconButton>
          }
        />
        <Dialog.Portal>
          <Dialog.Backdrop className={backdropClass} />
          <Dialog.Popup
            // After going somewhere the new page has the say.
            finalFocus={() => openOn === undefined}
            className="fixed inset-y-0 left-0 z-40 flex w-[min(20rem,86vw)] flex-col bg-sidebar pb-[env(safe-area-inset-bottom)] text-foreground shadow-float outline-hidden transition-[translate] duration-200 ease-out data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
          >
            <div className="flex h-13 shrink-0 items-center justify-between pr-2 pl-4">
              <Dialog.Title className="sr-only">Menu</Dialog.Title>
              <Logo />
              <Dialog.Close
                render={
                  <IconButton label="Close menu">
                    <X />
                  </IconButton>
                }
              />
            </div>
            {children}
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
      <Link href="/tasks" className="flex h-11 items-center rounded-md pr-2">
        <Logo />
      </Link>
    </header>
  );
}

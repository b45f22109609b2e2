'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { clsx } from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { backdropClass, popupClass } from './dialog-class.ts';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** Keeps the title for screen readers only. */
  hideTitle?: boolean;
  description?: string;
  size?: 'sm' | 'md';
  /** Where typing begins; the close button without it. */
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
}

/** A window over the page; on a phone a sheet from below. Escape and a click beside it close it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  hideTitle = false,
  description,
  size = 'md',
  initialFocus,
  children,
}: DialogProps) {
  return (
    <BaseDialog.Root
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={backdropClass} />
        <BaseDialog.Popup
          initialFocus={initialFocus}
          className={clsx(popupClass, size === 'sm' ? 'sm:max-w-md' : 'sm:max-w-xl')}
        >
          <header
            className={clsx(
              'flex items-start gap-3',
              hideTitle ? 'absolute top-3 right-3' : 'mb-4',
            )}
          >
            <div className={hideTitle ? 'sr-only' : 'min-w-0 flex-1'}>
              <BaseDialog.Title className="text-base font-semibold">{title}</BaseDialog.Title>
              {description === undefined ? null : (
                <BaseDialog.Description className="mt-1 text-sm text-muted-foreground">
                  {description}
                </BaseDialog.Description>
              )}
            </div>
            <BaseDialog.Close
              render={
                <IconButton label="Close" size="sm" className="-mt-0.5 -mr-1">
                  <X />
                </IconButton>
              }
            />
          </header>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

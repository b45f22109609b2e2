'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';

interface MenuProps {
  /** The element that opens it, such as an IconButton. */
  trigger: ReactElement;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
  children: ReactNode;
}

/** A list of actions under a button. Its children are MenuItem, MenuRadioGroup and MenuSeparator. */
export function Menu({ trigger, align = 'end', side = 'bottom', children }: MenuProps) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      {/* Mounted beside the page, it is in no landmark of it. */}
      <BaseMenu.Portal role="region" aria-label="Actions">
        <BaseMenu.Positioner
          sideOffset={6}
          align={align}
          side={side}
          className="z-50 outline-hidden"
        >
          <BaseMenu.Popup className="pop max-h-[var(--available-height)] min-w-44 overflow-y-auto rounded-lg bg-popover p-1 text-foreground shadow-float outline-hidden">
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

'use client';

import { Menu } from '@base-ui/react/menu';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export const menuItemClass =
  'flex min-h-8 cursor-default items-center gap-2.5 rounded-sm px-2.5 py-1 text-sm -outline-offset-2 select-none data-highlighted:bg-accent data-disabled:opacity-50 pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint-foreground';

interface MenuItemProps {
  onClick: () => void;
  destructive?: boolean;
  disabled?: boolean;
  children: ReactNode;
}

export function MenuItem({
  onClick,
  destructive = false,
  disabled = false,
  children,
}: MenuItemProps) {
  return (
    <Menu.Item
      onClick={onClick}
      disabled={disabled}
      className={clsx(
        menuItemClass,
        destructive && 'text-destructive-text [&_svg]:text-destructive-text',
      )}
    >
      {children}
    </Menu.Item>
  );
}

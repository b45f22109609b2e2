'use client';

import { ChevronsUpDown, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { signOut } from '#src/auth/browser-client.ts';
import { Menu } from '#src/ui/menu.tsx';
import { MenuItem } from '#src/ui/menu-item.tsx';
import { MenuRadioGroup } from '#src/ui/menu-radio-group.tsx';
import { MenuSeparator } from '#src/ui/menu-separator.tsx';
import { useTheme } from '#src/ui/theme.ts';
import { useToast } from '#src/ui/toast.tsx';

const themes = [
  { value: 'system', label: 'System', icon: <Monitor /> },
  { value: 'light', label: 'Light', icon: <Sun /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
] as const;

interface AccountMenuProps {
  name: string;
  email: string;
}

/** Who is signed in, how the page looks, and the way out. */
export function AccountMenu({ name, email }: AccountMenuProps) {
  const [theme, setTheme] = useTheme();
  const toast = useToast();

  async function leave() {
    try {
      const { error } = await signOut();
      if (!error) return window.location.assign('/sign-in');
    } catch {
      // Told below like any other failure.
    }
    toast({ kind: 'error', title: 'You are still signed in', description: 'Try again shortly.' });
  }

  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-md p-1.5 text-left transition-colors duration-150 hover:bg-muted data-popup-open:bg-muted pointer-coarse:min-h-11"
        >
          <span
            aria-hidden
            className="flex size-7 shrink-0 items-center justify-center rounded-full bg-primary-soft text-xs font-semibold text-primary-text"
          >
            {initials(name)}
          </span>
          <span className="min-w-0 flex-1 truncate text-sm font-medium">
            <span className="sr-only">Account of </span>
            {name}
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint-foreground" />
        </button>
      }
    >
      <div className="max-w-64 px-2.5 pt-1.5 pb-2">
        <p className="truncate text-sm font-medium">{name}</p>
        <p className="truncate text-xs text-muted-foreground">{email}</p>
      </div>
      <MenuSeparator />
      <MenuRadioGroup label="Theme" value={theme} onValueChange={setTheme} options={themes} />
      <MenuSeparator />
      <MenuItem onClick={() => void leave()}>
        <LogOut />
        Sign out
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase();
}

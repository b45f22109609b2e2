'use client';

import { clsx } from 'clsx';
import { History, ListChecks, MessageSquarePlus, PlugZap, Settings } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

const places = [
  { href: '/tasks', label: 'Tasks', icon: ListChecks },
  { href: '/chat', label: 'New chat', icon: MessageSquarePlus },
  { href: '/activity', label: 'Activity', icon: History },
  { href: '/connections', label: 'Connections', icon: PlugZap },
  { href: '/settings', label: 'Settings', icon: Settings },
];

export function NavLinks() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="flex flex-col gap-0.5 p-2">
      {places.map(({ href, label, icon: Icon }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? 'page' : undefined}
          className={clsx(
            'flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium transition-colors duration-150 pointer-coarse:h-11',
            path === href
              ? 'bg-accent text-foreground'
              : 'text-muted-foreground hover:bg-muted hover:text-foreground',
          )}
        >
          <Icon aria-hidden className="size-4" />
          {label}
        </Link>
      ))}
    </nav>
  );
}

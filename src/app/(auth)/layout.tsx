import Link from 'next/link';
import type { ReactNode } from 'react';
import { Logo } from '#src/ui/logo.tsx';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center bg-sidebar px-4 py-10 sm:justify-center sm:py-16">
      <Link href="/" className="mb-8 rounded-md p-1" aria-label="Throughline, home">
        <Logo />
      </Link>
      <div className="w-full max-w-[26rem] rounded-xl border border-border bg-card p-6 shadow-rest sm:p-8">
        {children}
      </div>
    </main>
  );
}

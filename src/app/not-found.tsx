import type { Metadata } from 'next';
import Link from 'next/link';
import { buttonClass } from '#src/ui/button-class.ts';
import { LogoMark } from '#src/ui/logo.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="flex min-h-[80dvh] flex-col items-center justify-center px-6 text-center">
      <LogoMark className="mb-6 size-9" />
      <h1 className="text-xl font-semibold">There is nothing here</h1>
      <p className="mt-2 max-w-sm text-sm text-muted-foreground">
        The page does not exist, or it is not yours to see.
      </p>
      <Link href="/" className={buttonClass({ className: 'mt-6' })}>
        Go to your tasks
      </Link>
    </main>
  );
}

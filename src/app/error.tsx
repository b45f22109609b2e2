'use client';

import { z } from 'zod';
import { Button } from '#src/ui/button.tsx';
import { LogoMark } from '#src/ui/logo.tsx';

/** Next's name for an error on the server; its log line carries the same. */
const Digest = z.object({ digest: z.string() });

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const trace = Digest.safeParse(error);
  return (
    <main className="flex min-h-[80dvh] flex-col items-center justify-center px-6 text-center">
      <LogoMark className="mb-6 size-9" />
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <p className="mt-2 max-w-sm text-sm text-muted-foreground">
        Something went wrong on our side. What you saved is safe.
      </p>
      {trace.success ? (
        <p className="mt-2 font-mono text-xs text-faint-foreground">Trace {trace.data.digest}</p>
      ) : null}
      <div className="mt-6 flex gap-3">
        <Button
          variant="primary"
          onClick={() => {
            retry();
          }}
        >
          Try again
        </Button>
        <Button
          onClick={() => {
            window.location.assign('/');
          }}
        >
          Start page
        </Button>
      </div>
    </main>
  );
}

'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { Dialog } from '#src/ui/dialog.tsx';

/** Which model answers. The offline model is not a language model, and the page says so. */
export function ModelLine() {
  const trpc = useTRPC();
  const models = useQuery(trpc.models.list.queryOptions());
  const model = models.data?.items[0];
  return (
    <div className="min-h-8 pt-2 text-center text-xs text-balance text-faint-foreground">
      {model?.kind === 'offline' && <OfflineModelLine />}
      {model?.kind === 'openai-compatible' && (
        <p>Answers come from {model.label} and can be wrong.</p>
      )}
    </div>
  );
}

function OfflineModelLine() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <p>
        The built-in offline model answers. It is not a language model.{' '}
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="touch-target rounded-sm font-medium text-muted-foreground underline underline-offset-3 hover:text-foreground"
        >
          Use a real one
        </button>
      </p>
      <Dialog open={open} onOpenChange={setOpen} title="Use a real model" size="sm">
        <div className="space-y-3 text-sm text-muted-foreground">
          <p>
            The offline model understands plain requests about tasks, so that everything works
            without an account. Any model with an OpenAI-compatible address can take its place.
          </p>
          <p>Set these before you start Throughline, then start it again:</p>
          <pre className="overflow-x-auto rounded-lg border border-border bg-sidebar p-3.5 font-mono text-xs leading-relaxed text-foreground">
            {`OPENAI_API_KEY=…\nOPENAI_MODEL=…      # optional\nOPENAI_BASE_URL=…   # for other providers`}
          </pre>
        </div>
      </Dialog>
    </>
  );
}

'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '#src/contracts/connection.ts';
import { Badge } from '#src/ui/badge.tsx';
import { Button } from '#src/ui/button.tsx';
import { ConfirmDialog } from '#src/ui/confirm-dialog.tsx';
import { useToast } from '#src/ui/toast.tsx';
import { connectionsQuery, revokeConnection } from './connections-query.ts';
import { scopeWords } from './scope-words.ts';

/** A client, what it may do, and the way to end that. */
export function ConnectionRow({ connection }: { connection: Connection }) {
  const { clientId, name, known, redirectTargets, scopes, active } = connection;
  const [asking, setAsking] = useState(false);
  const toast = useToast();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeConnection(clientId),
    onSuccess: async () => {
      await queryClient.invalidateQueries(connectionsQuery);
      toast({ title: 'Access revoked', description: `${name} can no longer act for you.` });
    },
    onError: (error) => {
      toast({ kind: 'error', title: `${name} still has access`, description: error.message });
    },
    onSettled: () => {
      setAsking(false);
    },
  });
  return (
    <li className="flex flex-col gap-3 px-4 py-4 sm:flex-row sm:items-start sm:px-5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-semibold wrap-anywhere">
          <bdi>{name}</bdi>
          {known ? null : <Badge tone="warning">Not checked</Badge>}
          {active ? null : <Badge>Has to ask again</Badge>}
        </p>
        <p className="mt-0.5 font-mono text-xs wrap-anywhere text-muted-foreground">
          {redirectTargets.join(', ')}
        </p>
        <p className="mt-2 text-sm">{scopes.map(scopeWords).join('. ')}</p>
        <p className="mt-1 text-xs text-muted-foreground">
          Allowed <Moment iso={connection.firstAllowedAt} />, last used{' '}
          <Moment iso={connection.lastUsedAt} />
        </p>
      </div>
      <Button
        size="sm"
        aria-label={`Revoke the access of ${name}`}
        onClick={() => {
          setAsking(true);
        }}
      >
        Revoke
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Revoke the access of ${name}?`}
        description="It gets no new access from now on. What it has at this moment ends within five minutes. To use it again, connect it again."
        confirmLabel="Revoke"
        pending={revoke.isPending}
        onConfirm={() => {
          revoke.mutate();
        }}
      />
    </li>
  );
}

/** In the reader's language and time zone, which the server does not know. */
function Moment({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} suppressHydrationWarning>
      {new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' }).format(
        new Date(iso),
      )}
    </time>
  );
}

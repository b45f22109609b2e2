'use client';

import { useQuery } from '@tanstack/react-query';
import { PlugZap } from 'lucide-react';
import type { Connection } from '#src/contracts/connection.ts';
import { Card } from '#src/ui/card.tsx';
import { EmptyState } from '#src/ui/empty-state.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { ConnectGuide } from './connect-guide.tsx';
import { ConnectionRow } from './connection-row.tsx';
import { connectionsQuery } from './connections-query.ts';

interface ConnectionsPanelProps {
  mcpAddress: string;
  /** As the server rendered them. */
  initial: Connection[];
}

/** The MCP clients that act for the person, and how to connect one. */
export function ConnectionsPanel({ mcpAddress, initial }: ConnectionsPanelProps) {
  const {
    data: connections,
    error,
    refetch,
  } = useQuery({
    ...connectionsQuery,
    initialData: initial,
  });
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pt-6 pb-24 sm:px-8 sm:pt-10">
      <h1 className="text-2xl font-semibold tracking-[-0.022em]">Connections</h1>
      <p className="mt-1.5 mb-6 text-sm text-pretty text-muted-foreground">
        Programs such as Claude, Cursor and VS Code can read and change your tasks for you. You
        decide which, and what each may do.
      </p>

      <section aria-labelledby="connected" className="mb-10">
        <h2 id="connected" className="mb-3 text-[0.9375rem] font-semibold">
          Clients with access
        </h2>
        {error ? (
          <ErrorNotice
            title="The list may be out of date"
            message={error.message}
            onRetry={() => void refetch()}
            className="mb-3"
          />
        ) : null}
        <Card>
          {connections.length === 0 ? (
            <EmptyState icon={<PlugZap />} title="No client is connected">
              Add the address below to a client, and allow it when it asks.
            </EmptyState>
          ) : (
            <ul className="divide-y divide-border">
              {connections.map((connection) => (
                <ConnectionRow key={connection.clientId} connection={connection} />
              ))}
            </ul>
          )}
        </Card>
      </section>

      <ConnectGuide mcpAddress={mcpAddress} />
    </div>
  );
}

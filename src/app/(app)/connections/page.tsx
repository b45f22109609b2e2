import type { Metadata } from 'next';
import { listConnections } from '#src/auth/connections.ts';
import { identity } from '#src/auth/identity.ts';
import { loadWebConfig } from '#src/config/web.ts';
import { ConnectionsPanel } from '#src/features/connections/connections-panel.tsx';
import { requireSession } from '../../require-session.ts';

export const metadata: Metadata = { title: 'Connections' };

export default async function ConnectionsPage() {
  const { userId } = await requireSession();
  const connections = await listConnections(identity().database, userId);
  return <ConnectionsPanel mcpAddress={loadWebConfig().mcpResource} initial={connections} />;
}

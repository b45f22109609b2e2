import { queryOptions } from '@tanstack/react-query';
import { Connections } from '#src/contracts/connection.ts';

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) => {
    const response = await send('/api/auth/connections', { signal });
    return Connections.parse(await response.json()).connections;
  },
});

/** Ends what a client may do. */
export async function revokeConnection(clientId: string): Promise<void> {
  await send('/api/auth/connections/revoke', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId }),
  });
}

/** Throws an error whose message is for people. */
async function send(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw new Error('The server cannot be reached. Check your connection.', { cause });
  });
  if (response.ok) return response;
  throw new Error(
    response.status === 401
      ? 'You are signed out. Sign in again to go on.'
      : 'This is not possible at the moment. Try again shortly.',
  );
}

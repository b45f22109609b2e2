import type { AuthDatabase } from '#src/db/client.ts';
import { withoutConnections } from './connections.ts';

/**
 * What a new password ends beside the sessions: connected clients, and sign-ins that wait for their
 * second step, which the old password began.
 * @returns statements of one transaction
 */
export function endedByNewPassword(database: AuthDatabase, userId: string) {
  return [
    ...withoutConnections(database, userId),
    database.verification.deleteMany({
      where: { value: userId, identifier: { startsWith: '2fa-' } },
    }),
  ];
}

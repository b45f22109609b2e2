import type { AuthDatabase } from '#src/db/client.ts';

/** Where the person is signed in, this place first, and the passkeys they have. */
export async function readAccountSettings(
  database: AuthDatabase,
  { userId, sessionId }: { userId: string; sessionId: string },
) {
  const [sessions, passkeys] = await Promise.all([
    database.session.findMany({
      where: { userId, expiresAt: { gt: new Date() } },
      orderBy: { updatedAt: 'desc' },
      select: { id: true, ipAddress: true, userAgent: true, updatedAt: true },
    }),
    database.passkey.findMany({
      where: { userId },
      orderBy: { createdAt: 'asc' },
      select: { id: true, name: true, createdAt: true },
    }),
  ]);
  return {
    sessions: sessions
      .map(({ id, ipAddress, userAgent, updatedAt }) => ({
        id,
        address: ipAddress ?? '',
        userAgent: userAgent ?? '',
        lastActiveAt: updatedAt.toISOString(),
        isCurrent: id === sessionId,
      }))
      .toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent)),
    passkeys: passkeys.map(({ id, name, createdAt }) => ({
      id,
      name: name ?? 'Passkey',
      addedAt: createdAt?.toISOString() ?? '',
    })),
  };
}

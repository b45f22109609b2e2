import { z } from 'zod';
import { GrantedScope } from './scope.ts';

const Subject = {
  userId: z.string().min(1).max(64),
  sessionId: z.string().min(1).max(64),
  scopes: z.array(GrantedScope),
};

/**
 * On whose behalf code runs. It is made from a verified token at each tier's edge and handed on
 * as an argument; nothing below the transport can name another user.
 */
export const Actor = z.discriminatedUnion('kind', [
  /** A person, by their own user JWT (gateway). */
  z.object({ kind: z.literal('user'), ...Subject }),
  /** An OAuth client that acts for a person: the gateway (`act`) or an external MCP client. */
  z.object({
    kind: z.literal('client'),
    ...Subject,
    clientId: z.string().min(1),
    /** Who acts for the person, on exchanged tokens (RFC 8693 §4.1). */
    act: z.string().min(1).optional(),
  }),
]);
export type Actor = z.infer<typeof Actor>;

import { z } from 'zod';

/** An MCP client that a person allowed to act for them. */
export const Connection = z.object({
  clientId: z.string(),
  /** The client's own word for itself, unless it is known. */
  name: z.string(),
  /** Registered by the operator or by Throughline, not by itself. */
  known: z.boolean(),
  /** Where people are sent back to, for reading. */
  redirectTargets: z.array(z.string()),
  scopes: z.array(z.string()),
  /** False: its access has run out, and it has to ask again. */
  active: z.boolean(),
  firstAllowedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
});
export type Connection = z.infer<typeof Connection>;

export const Connections = z.object({ connections: z.array(Connection) });

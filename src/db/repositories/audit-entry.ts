import type { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import type { AppErrorCode } from '#src/contracts/app-error.ts';
import type { Change } from '../change.ts';
import { Prisma } from '../generated/client.ts';
import type { ActorTransaction } from '../with-actor.ts';

/** What is written down of one tool call. The texts are storable: without NUL, well-formed. */
export interface AuditEntry {
  /** Made when the call began, so that it can be written only once however often that is tried. */
  id: string;
  at: Date;
  tool: string;
  runId?: string | undefined;
  callId?: string | undefined;
  arguments: z.infer<ReturnType<typeof z.json>>;
  outcome: 'ok' | 'replayed' | AppErrorCode;
  /** JSON-native rows, as the contract shows them. */
  change: Change<object> | undefined;
  traceId: string;
  durationMs: number;
}

/** @returns false when this entry is there already */
export async function addAuditEntry(
  transaction: ActorTransaction,
  actor: Actor,
  { change, arguments: given, ...entry }: AuditEntry,
): Promise<boolean> {
  const isClient = actor.kind === 'client';
  const { count } = await transaction.auditEntry.createMany({
    data: {
      ...entry,
      userId: actor.userId,
      sessionId: actor.sessionId,
      clientId: isClient ? actor.clientId : null,
      act: (isClient && actor.act) || null,
      runId: entry.runId ?? null,
      callId: entry.callId ?? null,
      undoes: change?.undoes ?? null,
      arguments: given ?? Prisma.JsonNull,
      before: json(change?.before),
      after: json(change && 'after' in change ? change.after : null),
    },
    skipDuplicates: true,
  });
  return count === 1;
}

function json(row: object | null | undefined) {
  return row ? { ...row } : Prisma.DbNull;
}

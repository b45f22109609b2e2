import type { Actor } from '#src/contracts/actor.ts';
import { type ApprovalDecision, ToolArguments } from '#src/contracts/approval.ts';
import type { ActorTransaction } from '../with-actor.ts';

export interface StoredApproval {
  id: string;
  runId: string;
  callId: string;
  tool: string;
  /** What the tool is to be called with. */
  arguments: ToolArguments;
  /** Of these arguments. */
  fingerprint: string;
  /** They are the person's, not the model's. */
  edited: boolean;
  decision: ApprovalDecision | null;
  expiresAt: Date;
}

export async function createApproval(
  transaction: ActorTransaction,
  actor: Actor,
  approval: Omit<StoredApproval, 'edited' | 'decision'>,
): Promise<void> {
  await transaction.approval.create({ data: { userId: actor.userId, ...approval } });
}

/** What was asked about one call of a run. */
export async function findApproval(
  transaction: ActorTransaction,
  actor: Actor,
  { runId, callId }: { runId: string; callId: string },
): Promise<StoredApproval | null> {
  const row = await transaction.approval.findUnique({
    where: { userId_runId_callId: { userId: actor.userId, runId, callId } },
  });
  return row && toApproval(row);
}

/** Locks the approval until the transaction ends: of two decisions the second sees the first. */
export async function lockApproval(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
): Promise<StoredApproval | null> {
  await transaction.$queryRaw`
    SELECT 1 FROM agent.approvals WHERE user_id = ${actor.userId} AND id = ${id}::uuid FOR UPDATE`;
  const row = await transaction.approval.findUnique({
    where: { userId_id: { userId: actor.userId, id } },
  });
  return row && toApproval(row);
}

export async function saveDecision(
  transaction: ActorTransaction,
  actor: Actor,
  id: string,
  decided: Pick<StoredApproval, 'decision' | 'arguments' | 'fingerprint' | 'edited'>,
): Promise<void> {
  await transaction.approval.update({
    where: { userId_id: { userId: actor.userId, id } },
    data: decided,
  });
}

function toApproval(row: Omit<StoredApproval, 'arguments'> & { arguments: unknown }) {
  const { id, runId, callId, tool, fingerprint, edited, decision, expiresAt } = row;
  const given = ToolArguments.parse(row.arguments);
  return { id, runId, callId, tool, arguments: given, fingerprint, edited, decision, expiresAt };
}

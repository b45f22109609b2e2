import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { type ChatDecide, type ChatDecided, ToolArguments } from '#src/contracts/approval.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { lockApproval, saveDecision } from '#src/db/repositories/approval.ts';
import { claimRun } from '#src/db/repositories/run.ts';
import { addRunEvents, listRunEvents } from '#src/db/repositories/run-event.ts';
import { withActor } from '#src/db/with-actor.ts';
import { approvalFingerprint } from './approval-gate.ts';
import type { RunQueue } from './run-queue.ts';
import { agentTools } from './tool-definitions.ts';

/**
 * Decides about one tool call, once and for all, and lets its run go on in the same transaction.
 * @throws AppError NOT_FOUND, for another person's approval as for a missing one; CONFLICT when it
 * was decided already, its time is over or its run has ended; BAD_REQUEST for arguments that the
 * tool does not take
 */
export function decideApproval(
  { db, queue }: { db: TenantDatabase; queue: Pick<RunQueue, 'add'> },
  actor: Actor,
  { approvalId, decision, arguments: changed }: ChatDecide,
): Promise<ChatDecided> {
  return withActor(db, actor, async (transaction) => {
    const approval = await lockApproval(transaction, actor, approvalId);
    if (!approval) throw new AppError('NOT_FOUND', 'There is no such approval.');
    if (approval.decision !== null) throw new AppError('CONFLICT', 'This was decided already.');
    if (approval.expiresAt.getTime() <= Date.now()) {
      throw new AppError('CONFLICT', 'The time to decide about this is over.');
    }
    if (changed && decision === 'deny') {
      throw new AppError('BAD_REQUEST', 'Arguments come with an approval only.');
    }
    const { tool, runId, callId } = approval;
    const given = changed ? parseArguments(tool, changed) : approval.arguments;
    // Whoever writes to the run at the moment loses it, so that the event gets a number of its own.
    if (!(await claimRun(transaction, actor, runId))) {
      throw new AppError('CONFLICT', 'The run that asked for this has ended.');
    }
    await saveDecision(transaction, actor, approvalId, {
      decision,
      arguments: given,
      fingerprint: approvalFingerprint(actor, { tool, arguments: given, runId, callId }),
      edited: changed !== undefined,
    });
    const events = await listRunEvents(transaction, actor, { runId, after: 0 });
    const seq = (events.at(-1)?.seq ?? 0) + 1;
    await addRunEvents(transaction, actor, runId, [
      { seq, event: { type: 'approval_decided', callId, decision, arguments: given } },
    ]);
    await queue.add(transaction, actor, runId);
    return { decision };
  });
}

function parseArguments(tool: string, given: ToolArguments): ToolArguments {
  const contract = agentTools.get(tool);
  if (!contract) throw new AppError('BAD_REQUEST', 'There is no such tool any more.');
  const input = contract.input.safeParse(given);
  if (!input.success) throw AppError.fromZod(input.error);
  return ToolArguments.parse(input.data);
}

import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { type ToolArguments, ToolArguments as Arguments } from '#src/contracts/approval.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import type { RunEvent } from '#src/contracts/run-event.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { createApproval, findApproval } from '#src/db/repositories/approval.ts';
import { readApprovalSettings } from '#src/db/repositories/approval-settings.ts';
import { withActor } from '#src/db/with-actor.ts';
import { canonicalHash } from '#src/platform/canonical-hash.ts';
import { newId } from '#src/platform/new-id.ts';
import { policyOf } from './approval-settings.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunQueue } from './run-queue.ts';

/** How long a person has to decide. Shorter than a run grant lives. */
const decisionMs = 60 * 60_000;

export interface AskedCall {
  callId: string;
  contract: ToolContract;
  /** As the contract parsed it. */
  input: unknown;
  /** The model has been given what a tool answered: text that its person may not have written. */
  hasReadOutputs: boolean;
}

/** Stands between what a model asks for and the tools. */
export interface ApprovalGate {
  /**
   * What the call is to be made with; null while its person has yet to decide.
   * @throws AppError FORBIDDEN when the call is not to be made
   */
  admit(call: AskedCall): Promise<ToolArguments | null>;
}

export interface ApprovalGateOptions {
  db: TenantDatabase;
  actor: Actor;
  runId: string;
  queue: Pick<RunQueue, 'add'>;
  journal: Pick<RunJournal, 'approvalRequired'>;
}

/** The approvals of one run. What was asked and decided is in the rows alone, whoever goes on. */
export function createApprovalGate(options: ApprovalGateOptions): ApprovalGate {
  const { db, actor, runId, queue, journal } = options;

  async function ask({ callId, contract }: AskedCall, input: ToolArguments): Promise<void> {
    const id = newId();
    const expiresAt = new Date(Date.now() + decisionMs);
    const bound = { tool: contract.name, arguments: input, runId, callId };
    const event: RunEvent = {
      type: 'approval_required',
      callId,
      approvalId: id,
      arguments: input,
      expiresAt: expiresAt.toISOString(),
    };
    await journal.approvalRequired(event, async (transaction) => {
      const fingerprint = approvalFingerprint(actor, bound);
      await createApproval(transaction, actor, { id, ...bound, fingerprint, expiresAt });
      // Should nobody decide, the run goes on without the call.
      await queue.add(transaction, actor, runId, { startAfter: expiresAt });
    });
  }

  return {
    async admit(call) {
      const { callId, contract, hasReadOutputs } = call;
      const input = Arguments.parse(call.input);
      if (contract.annotations.readOnly) return input;
      const { approval, settings } = await withActor(db, actor, async (transaction) => ({
        approval: await findApproval(transaction, actor, { runId, callId }),
        settings: await readApprovalSettings(transaction, actor),
      }));
      if (!approval) {
        const isStrict = settings.strict && hasReadOutputs;
        if (!isStrict && policyOf(contract, settings) === 'allow') return input;
        await ask(call, input);
        return null;
      }
      if (approval.decision === null) {
        if (approval.expiresAt.getTime() > Date.now()) return null;
        throw new AppError('FORBIDDEN', 'Nobody allowed this in time, so it was not done.');
      }
      if (approval.decision === 'deny') {
        throw new AppError('FORBIDDEN', 'Permission was denied, so this was not done.');
      }
      const given = approval.edited ? approval.arguments : input;
      const made = { tool: contract.name, arguments: given, runId, callId };
      if (approvalFingerprint(actor, made) !== approval.fingerprint) {
        throw new AppError('FORBIDDEN', 'Something else was allowed, so this was not done.');
      }
      return given;
    },
  };
}

/** What a decision is about: no other call has it. */
export function approvalFingerprint(
  { userId }: Actor,
  {
    tool,
    arguments: given,
    runId,
    callId,
  }: {
    tool: string;
    arguments: ToolArguments;
    runId: string;
    callId: string;
  },
): string {
  return canonicalHash({ userId, runId, callId, tool, arguments: given });
}

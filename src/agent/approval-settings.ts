import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { ApprovalPolicy, ApprovalSettings, ApprovalsSet } from '#src/contracts/approval.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import {
  readApprovalSettings,
  saveApprovalSettings,
  type StoredApprovalSettings,
} from '#src/db/repositories/approval-settings.ts';
import { type ActorTransaction, withActor } from '#src/db/with-actor.ts';
import { agentTools } from './tool-definitions.ts';

/** Unless the person decided otherwise, the agent asks before what cannot be taken back. */
export function policyOf(contract: ToolContract, settings: StoredApprovalSettings): ApprovalPolicy {
  return settings.tools.get(contract.name) ?? (contract.annotations.destructive ? 'ask' : 'allow');
}

export function listApprovalSettings(db: TenantDatabase, actor: Actor): Promise<ApprovalSettings> {
  return withActor(db, actor, (transaction) => settingsOf(transaction, actor));
}

/** @throws AppError BAD_REQUEST for what is no tool that changes something */
export function setApprovalSettings(
  db: TenantDatabase,
  actor: Actor,
  { strict, tools = {} }: ApprovalsSet,
): Promise<ApprovalSettings> {
  const unknown = Object.keys(tools).find(
    (name) => agentTools.get(name)?.annotations.readOnly ?? true,
  );
  if (unknown !== undefined) {
    throw new AppError('BAD_REQUEST', 'There is no such tool that changes something.', {
      details: { fields: [{ path: 'tools', message: 'must name tools of approvals.list' }] },
    });
  }
  return withActor(db, actor, async (transaction) => {
    await saveApprovalSettings(transaction, actor, { strict, tools });
    return settingsOf(transaction, actor);
  });
}

async function settingsOf(transaction: ActorTransaction, actor: Actor): Promise<ApprovalSettings> {
  const settings = await readApprovalSettings(transaction, actor);
  const tools = [...agentTools.values()]
    .filter(({ annotations }) => !annotations.readOnly)
    .map((contract) => ({
      tool: contract.name,
      title: contract.title,
      policy: policyOf(contract, settings),
    }));
  return { strict: settings.strict, tools };
}

import type { Actor } from '#src/contracts/actor.ts';
import type { ApprovalPolicy } from '#src/contracts/approval.ts';
import type { ActorTransaction } from '../with-actor.ts';

export interface StoredApprovalSettings {
  /** Once the agent has read what the person did not type, it asks before every change. */
  strict: boolean;
  /** By the tool's name, where it differs from what its contract says. */
  tools: ReadonlyMap<string, ApprovalPolicy>;
}

/** The row that says whether a person is strict: no tool has this name. */
const everyChange = '*';

export async function readApprovalSettings(
  transaction: ActorTransaction,
  actor: Actor,
): Promise<StoredApprovalSettings> {
  const rows = await transaction.toolPolicy.findMany({ where: { userId: actor.userId } });
  const tools = new Map(rows.map(({ tool, policy }) => [tool, policy]));
  return { strict: tools.get(everyChange) === 'ask', tools };
}

/** What is not named stays as it is. */
export async function saveApprovalSettings(
  transaction: ActorTransaction,
  actor: Actor,
  { strict, tools }: { strict?: boolean | undefined; tools: Record<string, ApprovalPolicy> },
): Promise<void> {
  const policies = Object.entries(tools);
  if (strict !== undefined) policies.push([everyChange, strict ? 'ask' : 'allow']);
  for (const [tool, policy] of policies) {
    await transaction.toolPolicy.upsert({
      where: { userId_tool: { userId: actor.userId, tool } },
      create: { userId: actor.userId, tool, policy },
      update: { policy },
    });
  }
}

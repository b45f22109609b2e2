import type { Actor } from '#src/contracts/actor.ts';
import type { ToolOutcome } from '#src/contracts/message.ts';
import type { ActorTransaction } from '../with-actor.ts';

/** What a model answered in one step, before any of its tools ran. */
export interface StepAnswer {
  text: string;
  toolCalls: { callId: string; tool: string; arguments: string }[];
}

export async function createRunStep(
  transaction: ActorTransaction,
  actor: Actor,
  { runId, step, answer }: { runId: string; step: number; answer: StepAnswer },
): Promise<void> {
  await transaction.runStep.create({
    data: { userId: actor.userId, runId, step, answer: { ...answer } },
  });
}

export async function addStepResult(
  transaction: ActorTransaction,
  actor: Actor,
  {
    runId,
    step,
    callId,
    outcome,
  }: {
    runId: string;
    step: number;
    callId: string;
    outcome: ToolOutcome;
  },
): Promise<void> {
  const result = JSON.stringify({ [callId]: outcome });
  await transaction.$executeRaw`
    UPDATE agent.run_steps SET results = results || ${result}::jsonb
    WHERE user_id = ${actor.userId} AND run_id = ${runId}::uuid AND step = ${step}`;
}

export async function finishRunStep(
  transaction: ActorTransaction,
  actor: Actor,
  { runId, step }: { runId: string; step: number },
): Promise<void> {
  await transaction.runStep.updateMany({
    where: { userId: actor.userId, runId, step },
    data: { finishedAt: new Date() },
  });
}

import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import { StoredToolOutcome, type ToolOutcome } from '#src/contracts/message.ts';
import type { ActorTransaction } from '../with-actor.ts';

/** What a model answered in one step, before any of its tools ran. */
export const StepAnswer = z.object({
  text: z.string(),
  toolCalls: z.array(z.object({ callId: z.string(), tool: z.string(), arguments: z.string() })),
});
export type StepAnswer = z.infer<typeof StepAnswer>;

/** A step that was answered, and as much of its tool calls as is done. */
export interface RunStep {
  step: number;
  answer: StepAnswer;
  /** By call id. */
  results: Record<string, StoredToolOutcome>;
  finished: boolean;
}

/** A result that no contract of today fits is marked as outdated, as in messages. */
const Results = z.record(
  z.string(),
  StoredToolOutcome.or(
    z
      .looseObject({ result: z.json().optional() })
      .transform(({ result = null }): StoredToolOutcome => ({ status: 'outdated', result })),
  ),
);

/** The answered steps of a run, in order. */
export async function listRunSteps(
  transaction: ActorTransaction,
  actor: Actor,
  runId: string,
): Promise<RunStep[]> {
  const rows = await transaction.runStep.findMany({
    where: { userId: actor.userId, runId },
    orderBy: { step: 'asc' },
  });
  return rows.map(({ step, answer, results, finishedAt }) => ({
    step,
    answer: StepAnswer.parse(answer),
    results: Results.parse(results),
    finished: finishedAt !== null,
  }));
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

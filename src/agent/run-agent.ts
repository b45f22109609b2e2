import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import type { StoredToolOutcome } from '#src/contracts/message.ts';
import type { RunStep, StepAnswer } from '#src/db/repositories/run-step.ts';
import { assistantMessage, toolMessage } from './model-messages.ts';
import type { Model } from './models/model.ts';
import type { RunJournal } from './run-journal.ts';
import type { RunGuard } from './run-guard.ts';
import { runToolCall, type ToolCallContext } from './run-tool-call.ts';
import { storableJson, storableText } from '#src/platform/storable.ts';
import { toolDefinitions } from './tool-definitions.ts';
import { toolOutput } from './tool-output.ts';

/** Tool calls in one step; a model that asks for more is told so. */
const maxToolCalls = 32;

/** Calls of the run wait for its person to decide; whoever decides lets it go on. */
export class RunWaits extends Error {
  override readonly name = 'RunWaits';
}

export interface AgentRun extends ToolCallContext {
  model: Model;
  journal: RunJournal;
  guard: RunGuard;
  /** The system prompt and the conversation, ending with the person's message. */
  messages: ChatCompletionMessageParam[];
  /** The steps that were answered already, when a worker before this one was lost. */
  steps: readonly RunStep[];
}

/**
 * The loop: model, tool calls, model, until the model answers without calling a tool. What is
 * journalled is not done again: neither an answered model call nor a tool call that has its result.
 * @throws RunWaits; AppError when the model fails or goes on for too long; the signal's reason when aborted
 */
export async function runAgent(run: AgentRun): Promise<void> {
  const messages = [...run.messages];
  for (let step = 1; ; step += 1) {
    run.guard.admitStep(step);
    const done = run.steps.find((journalled) => journalled.step === step);
    const answer = done?.answer ?? (await askModel(run, step, messages));
    const hasReadOutputs = messages.some(({ role }) => role === 'tool');
    const made = await Promise.all(
      answer.toolCalls.map(async (call, index) => {
        const outcome =
          done?.results[call.callId] ??
          (await makeCall(run, step, { ...call, hasReadOutputs }, index));
        return (
          outcome && { outcome, told: toolMessage(call.callId, toolOutput(call.tool, outcome)) }
        );
      }),
    );
    const results = made.filter((result) => result !== null);
    if (results.length < made.length) throw new RunWaits();
    if (!done?.finished) await run.journal.stepFinished(step);
    if (results.length === 0) return;
    run.guard.heed(results.map(({ outcome }) => outcome));
    messages.push(
      assistantMessage(answer.text, answer.toolCalls),
      ...results.map(({ told }) => told),
    );
  }
}

async function askModel(
  run: AgentRun,
  step: number,
  messages: ChatCompletionMessageParam[],
): Promise<StepAnswer> {
  // Written while the model begins to think; what follows is written after it, or not at all.
  run.journal.stepStarted(step);
  const answer = await readAnswer(run, step, messages);
  await run.journal.stepAnswered(step, answer, answer.toolCalls.map(toEvent));
  return answer;
}

/** Streams one answer of the model into the journal. */
async function readAnswer(
  { model, journal, signal }: AgentRun,
  step: number,
  messages: ChatCompletionMessageParam[],
): Promise<StepAnswer> {
  const answer: StepAnswer = { text: '', toolCalls: [] };
  for await (const piece of model.answer({ messages, tools: toolDefinitions }, signal)) {
    if (piece.type === 'text') {
      answer.text += piece.delta;
      journal.text(piece.delta);
    } else {
      // Ids of our own: models repeat theirs, and a call's id must be one of a kind in its run.
      answer.toolCalls = piece.toolCalls.map((call, index) => ({
        callId: `call_${step}_${index + 1}`,
        tool: storableText(call.tool),
        arguments: storableText(call.arguments),
      }));
    }
  }
  signal.throwIfAborted();
  answer.text = storableText(answer.text);
  return answer;
}

/** Makes one call and writes down what came of it; nothing yet while it waits for a decision. */
async function makeCall(
  run: AgentRun,
  step: number,
  call: StepAnswer['toolCalls'][number] & { hasReadOutputs: boolean },
  index: number,
): Promise<StoredToolOutcome | null> {
  const outcome = index < maxToolCalls ? await runToolCall(call, run) : tooManyCalls;
  if (outcome !== null) await run.journal.toolAnswered(step, call.callId, outcome);
  return outcome;
}

const tooManyCalls = {
  status: 'error' as const,
  error: new AppError('TOO_MANY_REQUESTS', `At most ${maxToolCalls} calls at once.`).toShape(),
};

/** The call as followers see it; arguments that are not JSON are shown as they came. */
function toEvent({ callId, tool, arguments: text }: StepAnswer['toolCalls'][number]) {
  return { type: 'tool_call' as const, callId, tool, input: readJson(text) };
}

function readJson(text: string) {
  try {
    return storableJson(z.json().parse(JSON.parse(text)));
  } catch {
    return text;
  }
}

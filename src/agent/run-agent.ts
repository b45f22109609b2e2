import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import type { StepAnswer } from '#src/db/repositories/run-step.ts';
import { assistantMessage, toolMessage } from './model-messages.ts';
import type { Model } from './models/model.ts';
import type { RunJournal } from './run-journal.ts';
import { runToolCall, type ToolCallContext } from './run-tool-call.ts';
import { storableJson, storableText } from '#src/platform/storable.ts';
import { toolDefinitions } from './tool-definitions.ts';
import { toolOutput } from './tool-output.ts';

/** Model calls in one run. */
const maxSteps = 8;
/** Tool calls in one step; a model that asks for more is told so. */
const maxToolCalls = 32;

export interface AgentRun extends ToolCallContext {
  model: Model;
  journal: RunJournal;
  /** The system prompt and the conversation, ending with the person's message. */
  messages: ChatCompletionMessageParam[];
}

/**
 * The loop: model, tool calls, model, until the model answers without calling a tool.
 * @throws AppError when the model fails or goes on for too long; the signal's reason when aborted
 */
export async function runAgent(run: AgentRun): Promise<void> {
  const messages = [...run.messages];
  for (let step = 1; step <= maxSteps; step += 1) {
    await run.journal.stepStarted(step);
    const answer = await readAnswer(run, step, messages);
    await run.journal.stepAnswered(step, answer, answer.toolCalls.map(toEvent));
    const results = await Promise.all(
      answer.toolCalls.map((call, index) => runCall(run, step, call, index)),
    );
    await run.journal.stepFinished(step);
    if (results.length === 0) return;
    messages.push(assistantMessage(answer.text, answer.toolCalls), ...results);
  }
  throw new AppError(
    'TOO_MANY_REQUESTS',
    `The agent stopped after ${maxSteps} steps without coming to an end. What it did stays done; ask it to go on.`,
  );
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

/** Makes one call, writes down what came of it, and tells the model. */
async function runCall(
  run: AgentRun,
  step: number,
  call: StepAnswer['toolCalls'][number],
  index: number,
): Promise<ChatCompletionMessageParam> {
  const outcome = index < maxToolCalls ? await runToolCall(call, run) : tooManyCalls;
  await run.journal.toolAnswered(step, call.callId, outcome);
  return toolMessage(call.callId, toolOutput(call.tool, outcome));
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

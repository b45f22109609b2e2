import type { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import type { ToolOutcome } from '#src/contracts/message.ts';
import { ToolResult } from '#src/contracts/tool-result.ts';
import type { ApprovalGate } from './approval-gate.ts';
import { type BoundTools, callTool } from './mcp-client.ts';
import { storableError } from '#src/platform/storable.ts';
import { agentTools } from './tool-definitions.ts';
import { requirePinned } from './tool-pins.ts';

export interface ToolCallContext {
  runId: string;
  tools: BoundTools;
  approvals: ApprovalGate;
  /** The person's IANA zone: tools that take one get it when the model names none. */
  timeZone: string;
  signal: AbortSignal;
}

/**
 * Makes one call that a model asked for. The model is told of every failure and may try again;
 * only an abort and the end of the session throw. Null: it waits for the person's decision.
 */
export async function runToolCall(
  call: { callId: string; tool: string; arguments: string; hasReadOutputs: boolean },
  { runId, tools, approvals, timeZone, signal }: ToolCallContext,
): Promise<ToolOutcome | null> {
  try {
    const contract = agentTools.get(call.tool);
    if (!contract) throw new AppError('BAD_REQUEST', 'There is no such tool.');
    const input = contract.input.safeParse(
      withTimeZone(contract.input, parseArguments(call.arguments), timeZone),
    );
    if (!input.success) throw AppError.fromZod(input.error);
    await untilAborted(requirePinned(tools, contract), signal);
    const { callId, hasReadOutputs } = call;
    const admitted = await approvals.admit({ callId, contract, input: input.data, hasReadOutputs });
    if (admitted === null) return null;
    const origin = { runId, callId };
    const output = await callTool(tools, contract, admitted, { signal, origin });
    return { status: 'ok', result: ToolResult.parse({ tool: contract.name, output }) };
  } catch (error) {
    signal.throwIfAborted();
    // Whose session has ended has nobody to act for: the run ends with it.
    if (!(error instanceof AppError) || error.code === 'UNAUTHENTICATED') throw error;
    return { status: 'error', error: storableError(error.toShape()) };
  }
}

/** What everybody waits for is not cancelled for one: only the waiting ends. */
async function untilAborted(shared: Promise<void>, signal: AbortSignal): Promise<void> {
  const waiting = Promise.withResolvers<never>();
  const end = () => waiting.reject(signal.reason);
  signal.addEventListener('abort', end);
  try {
    signal.throwIfAborted();
    await Promise.race([shared, waiting.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** No arguments at all are an empty object: models leave them out for tools that need none. */
function parseArguments(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_REQUEST', 'The arguments are not JSON.', { cause });
  }
}

function withTimeZone(input: z.ZodObject, given: unknown, timeZone: string): unknown {
  if (!('timeZone' in input.shape) || typeof given !== 'object' || given === null) return given;
  return { timeZone, ...given };
}

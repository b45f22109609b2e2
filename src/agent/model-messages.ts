import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Message } from '#src/contracts/chat.ts';
import type { MessagePart, ToolPart } from '#src/contracts/message.ts';
import { toolOutput } from './tool-output.ts';

/** How much of a long conversation a model is given. */
const maxMessages = 40;

/** The messages that lead to `lastId`, oldest first: one way through the tree. */
export function branchTo(messages: readonly Message[], lastId: string): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const branch: Message[] = [];
  for (let at = byId.get(lastId); at; at = byId.get(at.parentId ?? '')) branch.unshift(at);
  return branch;
}

/** A conversation as a model reads it. */
export function modelMessages(branch: readonly Message[]): ChatCompletionMessageParam[] {
  return branch
    .slice(-maxMessages)
    .flatMap(({ role, parts }) => (role === 'user' ? userMessages(parts) : answers(parts)));
}

function userMessages(parts: readonly MessagePart[]): ChatCompletionMessageParam[] {
  const content = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return [{ role: 'user', content }];
}

/** An answer as it came: text and the calls it made, what they answered, then text again. */
function answers(parts: readonly MessagePart[]): ChatCompletionMessageParam[] {
  const steps: { text: string; calls: ToolPart[] }[] = [];
  for (const part of parts) {
    const step = steps.at(-1);
    if (part.type === 'tool' && step) step.calls.push(part);
    else if (part.type === 'tool') steps.push({ text: '', calls: [part] });
    else steps.push({ text: part.text, calls: [] });
  }
  return steps.flatMap(({ text, calls }) => [
    assistantMessage(
      text,
      calls.map(({ callId, tool, input }) => ({
        callId,
        tool,
        arguments: JSON.stringify(input),
      })),
    ),
    ...calls.map(({ callId, tool, outcome }) => toolMessage(callId, toolOutput(tool, outcome))),
  ]);
}

export function assistantMessage(
  text: string,
  calls: readonly { callId: string; tool: string; arguments: string }[],
): ChatCompletionMessageParam {
  return {
    role: 'assistant',
    content: text === '' ? null : text,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ callId, tool, arguments: args }) => ({
        type: 'function' as const,
        id: callId,
        function: { name: tool, arguments: jsonObject(args) },
      })),
    }),
  };
}

/** Servers parse the arguments of earlier calls and fail on what is no JSON object. */
function jsonObject(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : '{}';
  } catch {
    return '{}';
  }
}

export function toolMessage(callId: string, content: string): ChatCompletionMessageParam {
  return { role: 'tool', tool_call_id: callId, content };
}

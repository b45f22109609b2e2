import { textOf, type ChatMessage } from '../chat-request.ts';
import { dateIn } from './calendar.ts';
import { TaskPage, TaskSeen } from './task-seen.ts';
import { readToolResult, type ToolRequest, type ToolResult } from './tool-call.ts';

type MadeCall = ToolRequest & { result: ToolResult };

/** A conversation as this model needs it: the request, what was done about it, and what came before. */
export type Conversation = {
  today: string;
  timeZone: string;
  userText: string;
  /** Calls made since the person's last message, in order. */
  calls: MadeCall[];
  /** Answers with calls since the person's last message. */
  rounds: number;
  before: { userText: string; assistantText: string };
  /** Titles in the order in which the person last saw them listed. */
  shownTitles: string[];
  /** The titles that the last reply was about. */
  lastTitles: string[];
  /** Tasks in earlier tool results, the newest state of each, by title. */
  known: Map<string, TaskSeen>;
  /** The last list_tasks call of an earlier turn that has another page. */
  nextPage: ToolRequest | undefined;
};

const TODAY = /Today is (\d{4}-\d{2}-\d{2}) \([^)]*\) in ([\w/+-]+)/;
const UNANSWERED: ToolResult = { ok: false, code: 'NO_ANSWER', message: 'the tool did not answer' };

export function readConversation(messages: readonly ChatMessage[], now: Date): Conversation {
  const lastUser = messages.findLastIndex((each) => each.role === 'user');
  const earlier = messages.slice(0, Math.max(lastUser, 0));
  const turn = messages.slice(lastUser + 1);
  const replies = earlier
    .filter((each) => each.role === 'assistant')
    .map((each) => textOf(each.content));
  const assistantText = replies.findLast((text) => text.trim() !== '') ?? '';
  const earlierCalls = callsIn(earlier);
  return {
    ...clockOf(messages, now),
    userText: textOf(messages[lastUser]?.content),
    calls: callsIn(turn),
    rounds: turn.filter((each) => each.role === 'assistant').length,
    before: {
      userText: textOf(earlier.findLast((each) => each.role === 'user')?.content),
      assistantText,
    },
    shownTitles: replies.map(numberedTitles).findLast((titles) => titles.length > 0) ?? [],
    lastTitles: boldTitles(assistantText),
    known: tasksIn(earlierCalls),
    nextPage: nextPageOf(earlierCalls),
  };
}

function clockOf(messages: readonly ChatMessage[], now: Date): { today: string; timeZone: string } {
  // Only the operator's messages are believed: a title that says "Today is …" changes nothing.
  for (const message of messages) {
    if (message.role !== 'system' && message.role !== 'developer') continue;
    const match = TODAY.exec(textOf(message.content));
    if (match?.[1] && match[2]) return { today: match[1], timeZone: match[2] };
  }
  return { today: dateIn('UTC', now), timeZone: 'UTC' };
}

/** Calls and what came back. A call's id is known only among the results right after it: ids repeat. */
function callsIn(messages: readonly ChatMessage[]): MadeCall[] {
  return messages.flatMap((message, index) => {
    if (message.role !== 'assistant' || !message.tool_calls) return [];
    const after = messages.slice(index + 1);
    const end = after.findIndex((each) => each.role !== 'tool');
    const results = end < 0 ? after : after.slice(0, end);
    return message.tool_calls.map((call) => {
      const result = results.find((each) => each.role === 'tool' && each.tool_call_id === call.id);
      return {
        name: call.function.name,
        arguments: readArguments(call.function.arguments),
        result: result ? readToolResult(textOf(result.content)) : UNANSWERED,
      };
    });
  });
}

function readArguments(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The titles of the last numbered list in a reply: "2. **Buy milk** · due today" → "Buy milk". */
function numberedTitles(reply: string): string[] {
  const titles: string[] = [];
  for (const line of reply.split('\n')) {
    const match = /^\s*(\d+)[.)]\s+(.+)$/.exec(line);
    if (!match?.[1] || !match[2]) continue;
    if (Number(match[1]) <= titles.length) titles.length = 0;
    titles.push(boldTitles(match[2])[0] ?? unescaped(match[2].replace(/ (?:·|—|–|-|\().*$/, '')));
  }
  return titles;
}

function boldTitles(reply: string): string[] {
  const titles = [...reply.matchAll(/\*\*((?:\\.|[^*\\])+)\*\*/g)].map((match) =>
    unescaped(match[1] ?? ''),
  );
  return [...new Set(titles)];
}

function unescaped(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1').trim();
}

function tasksIn(calls: readonly MadeCall[]): Map<string, TaskSeen> {
  const known = new Map<string, TaskSeen>();
  for (const { result } of calls) {
    if (!result.ok) continue;
    const page = TaskPage.safeParse(result.data);
    const task = TaskSeen.safeParse(result.data);
    for (const each of page.success ? page.data.items : task.success ? [task.data] : []) {
      known.set(each.title, each);
    }
  }
  return known;
}

function nextPageOf(calls: readonly MadeCall[]): ToolRequest | undefined {
  const last = calls.findLast((call) => call.name === 'list_tasks');
  if (!last?.result.ok) return undefined;
  const page = TaskPage.safeParse(last.result.data);
  if (!page.success || page.data.nextCursor === null) return undefined;
  return { name: last.name, arguments: { ...last.arguments, cursor: page.data.nextCursor } };
}

import type { MessagePart, ToolPart } from '#src/contracts/message.ts';

export type AnswerBlock =
  { kind: 'text'; key: string; text: string } | { kind: 'tools'; key: string; parts: ToolPart[] };

/** An answer's parts as they stand on the page: calls that follow each other share a card. */
export function answerBlocks(parts: readonly MessagePart[]): AnswerBlock[] {
  const blocks: AnswerBlock[] = [];
  for (const [index, part] of parts.entries()) {
    const last = blocks.at(-1);
    if (part.type === 'text') {
      // Models put blank lines before a call, which is no text to show.
      if (part.text.trim() === '') continue;
      blocks.push({ kind: 'text', key: String(index), text: part.text });
    } else if (last?.kind === 'tools') {
      last.parts.push(part);
    } else {
      blocks.push({ kind: 'tools', key: String(index), parts: [part] });
    }
  }
  return blocks;
}

/** The text of a message, without its tool calls. */
export function textOf(parts: readonly MessagePart[]): string {
  return parts
    .map((part) => (part.type === 'text' ? part.text.trim() : ''))
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Whether the agent is silent: no text is being written and no call is shown as under way. */
export function isThinking(parts: readonly MessagePart[]): boolean {
  const last = parts.at(-1);
  if (last === undefined) return true;
  if (last.type === 'text') return last.text.trim() === '';
  return parts.every((part) => part.type === 'text' || part.outcome !== null);
}

/**
 * The part of a growing text that a screen reader can be told now: whole sentences and lines.
 * `told` is how many characters it was told before; at the end everything is told.
 */
export function tellable(text: string, told: number, ended: boolean): string {
  const rest = text.slice(told);
  if (ended) return rest;
  const ends = [...rest.matchAll(/[.!?:](?=\s)|\n/g)];
  const last = ends.at(-1);
  return last === undefined ? '' : rest.slice(0, last.index + 1);
}

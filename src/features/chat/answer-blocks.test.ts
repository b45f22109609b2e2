import { expect, test } from 'vitest';
import { type MessagePart, ToolPart } from '#src/contracts/message.ts';
import { answerBlocks, isThinking, tellable, textOf } from './answer-blocks.ts';

function call(callId: string, answered: boolean): MessagePart {
  return ToolPart.parse({
    type: 'tool',
    callId,
    tool: 'complete_task',
    input: { id: '0197f5a0-0000-7000-8000-000000000003' },
    outcome: answered
      ? { status: 'error', error: { code: 'NOT_FOUND', message: 'There is no such task.' } }
      : null,
  });
}
function text(words: string): MessagePart {
  return { type: 'text', text: words };
}

test('calls that follow each other share a card, in the order in which they came', () => {
  const blocks = answerBlocks([
    text('First'),
    call('a', true),
    text('\n\n'),
    call('b', true),
    text('Then'),
    call('c', false),
  ]);
  expect(
    blocks.map((block) =>
      block.kind === 'text' ? block.text : block.parts.map((part) => part.callId),
    ),
  ).toEqual(['First', ['a', 'b'], 'Then', ['c']]);
});

test('a card keeps its place on the page while calls are added to it', () => {
  const before = answerBlocks([text('First'), call('a', false)]);
  const after = answerBlocks([text('First'), call('a', true), call('b', false)]);
  expect(after.map((block) => block.key)).toEqual(before.map((block) => block.key));
});

test('the agent thinks when it neither writes nor waits for a tool', () => {
  expect(isThinking([])).toBe(true);
  expect(isThinking([text('Hello')])).toBe(false);
  expect(isThinking([call('a', false)])).toBe(false);
  expect(isThinking([call('a', true), call('b', false)])).toBe(false);
  expect(isThinking([call('b', false), call('a', true)])).toBe(false);
  expect(isThinking([text('Hello'), call('a', true)])).toBe(true);
});

test("a message's text leaves its tool calls out", () => {
  expect(textOf([text('One. '), call('a', true), text('Two.')])).toBe('One.\n\nTwo.');
});

test('a screen reader is told whole sentences, each once, and the rest at the end', () => {
  expect(tellable('I added it', 0, false)).toBe('');
  expect(tellable('I added it. Now I', 0, false)).toBe('I added it.');
  expect(tellable('I added it. Now I am done', 11, false)).toBe('');
  expect(tellable('I added it. Now I am done', 11, true)).toBe(' Now I am done');
  expect(tellable('It costs 3.50 now', 0, false)).toBe('');
});

import { expect, test } from 'vitest';
import { Message, type RunStatus } from '#src/contracts/chat.ts';
import { retryText } from './retry-text.ts';

function conversation(status: RunStatus): Message[] {
  const createdAt = '2026-11-20T10:00:00.000Z';
  const question = {
    id: '0197f5a0-0000-7000-8000-00000000000a',
    parentId: null,
    role: 'user',
    parts: [{ type: 'text', text: 'Buy milk' }],
    createdAt,
    run: null,
  };
  const answer = {
    id: '0197f5a0-0000-7000-8000-00000000000b',
    parentId: question.id,
    role: 'assistant',
    parts: [{ type: 'text', text: 'Let me' }],
    createdAt,
    run: { id: '0197f5a0-0000-7000-8000-00000000000c', status, error: null },
  };
  return [Message.parse(question), Message.parse(answer)];
}

test('a failed answer is tried again with the words of its question', () => {
  expect(retryText(conversation('failed'))).toBe('Buy milk');
});

test('an answer that was given, stopped or is under way is not tried again', () => {
  for (const status of ['finished', 'stopped', 'running'] as const) {
    expect(retryText(conversation(status))).toBeNull();
  }
  expect(retryText([])).toBeNull();
});

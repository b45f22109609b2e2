import { expect, test } from 'vitest';
import { conversationIn, conversationPath } from './conversation-path.ts';

test('an address names its conversation', () => {
  const id = '0197f5a0-0000-7000-8000-00000000000a';
  expect(conversationIn(conversationPath(id))).toBe(id);
});

test.each(['/chat', '/chat/', '/tasks', '/chat/new', '/'])('%s names no conversation', (path) => {
  expect(conversationIn(path)).toBeUndefined();
});

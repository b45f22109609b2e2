import { expect, test } from 'vitest';
import type { Message } from '#src/contracts/chat.ts';
import { branchThrough } from './branches.ts';

const message = (id: string, parentId: string | null): Message => ({
  id,
  parentId,
  role: id.startsWith('q') ? 'user' : 'assistant',
  parts: [],
  createdAt: '2026-11-20T10:00:00.000Z',
  run: null,
});

/** q1 was answered twice; after its first answer came two questions, after its second one. */
const tree = [
  message('q1', null),
  message('a1', 'q1'),
  message('q2', 'a1'),
  message('a2', 'q2'),
  message('a1b', 'q1'),
  message('q3', 'a1b'),
  message('a3', 'q3'),
  message('q2b', 'a1'),
  message('a2b', 'q2b'),
];
const shown = (at: string | null) => branchThrough(tree, at).messages.map(({ id }) => id);

test('the branch that was used last is shown by itself', () => {
  expect(shown(null)).toEqual(['q1', 'a1', 'q2b', 'a2b']);
  expect(shown('no such message')).toEqual(shown(null));
});

test('through a message the branch leads on to what came of it last', () => {
  expect(shown('a1b')).toEqual(['q1', 'a1b', 'q3', 'a3']);
  expect(shown('q2')).toEqual(['q1', 'a1', 'q2', 'a2']);
  expect(shown('q1')).toEqual(['q1', 'a1', 'q2b', 'a2b']);
});

test('each message tells its versions, oldest first', () => {
  const { versions } = branchThrough(tree, 'q2');
  expect([...versions]).toEqual([
    ['q1', ['q1']],
    ['a1', ['a1', 'a1b']],
    ['q2', ['q2', 'q2b']],
    ['a2', ['a2']],
  ]);
});

test('a first message can have versions as well, and nothing can be shown', () => {
  const roots = [message('q1', null), message('q1b', null)];
  expect(branchThrough(roots, 'q1')).toMatchObject({ messages: [{ id: 'q1' }] });
  expect(branchThrough(roots, null).versions.get('q1b')).toEqual(['q1', 'q1b']);
  expect(branchThrough([], null).messages).toEqual([]);
});

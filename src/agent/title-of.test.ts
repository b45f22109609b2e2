import { expect, test } from 'vitest';
import { ConversationTitle } from '#src/contracts/chat.ts';
import { titleOf } from './title-of.ts';

test.each([
  ['add milk', 'add milk'],
  ['  what is\n due   this week?', 'what is due this week?'],
  ['Hi! Could you please add milk', 'add milk'],
  ['# Plan\nof the week', 'Plan of the week'],
  ['- one\n- two', 'one - two'],
  ['Call the bank tomorrow. Then remind me of the rent.', 'Call the bank tomorrow'],
  ['Ok. Then do it', 'Ok. Then do it'],
  ['Hello', 'Hello'],
  ['hi-fi for the kitchen', 'hi-fi for the kitchen'],
  ['***', '***'],
])('%j is called %j', (text, title) => {
  expect(titleOf(text)).toBe(title);
});

test('a long beginning ends after a word, and never in the middle of a character', () => {
  expect(titleOf(`add ${'word '.repeat(30)}`)).toMatch(/^add (word )+word…$/);
  expect(titleOf('😀'.repeat(80))).toMatch(/^(😀)+…$/u);
});

test.each(['ß'.repeat(200), 'ŉ'.repeat(60), '.'.repeat(500), '<b>x</b> & "y"', '😀'.repeat(60)])(
  'whatever is said, the title is one that a conversation can have',
  (text) => {
    expect(ConversationTitle.safeParse(titleOf(text)).success).toBe(true);
  },
);

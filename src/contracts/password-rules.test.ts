import { expect, test } from 'vitest';
import { passwordComplaint } from './password-rules.ts';

const owner = { name: 'Ada Lovelace', email: 'ada.lovelace@example.test' };

test.each([
  'correct horse battery',
  'seventeen herons on the roof',
  'a password for one example',
  'xxkcd-93mpq-tt7va-k2mmz',
  '            three   words            ',
  'здравствуй дорогой дом',
  '🦊🐙🌵🍞🚲🧦🎻🪁🧊🥕🛶🦔🪴🍯🎈',
  'a'.repeat(60) + ' and much more of another kind',
])('a long password of any characters will do: %s', (password) => {
  expect(passwordComplaint(password, owner)).toBeUndefined();
});

test('length is counted in characters, not in their parts', () => {
  expect(passwordComplaint('🦊 ab cdefgh jk')).toMatch(/at least 15/);
  expect(passwordComplaint('🦊🐙 herons on roofs')).toBeUndefined();
  expect(passwordComplaint(`herons ${'🦊🐙é'.repeat(40)}`)).toBeUndefined();
  expect(passwordComplaint('seventeen herons '.repeat(8))).toMatch(/at most 128/);
});

test.each([
  'aaaaaaaaaaaaaaaaaaaa',
  'abc123abc123abc123',
  '123456789012345678',
  'abcdefghijklmnopqrst',
  'qwertyuiopasdfghjkl',
  'Password1234567890!',
  'correct horse battery staple',
  'Correct-Horse-Battery-Staple',
  'Ada Lovelace 2026!!!!',
  'ada.lovelace@example.test',
  'throughline throughline',
  'My-Secret-Password-123',
  '!!!!!!!!!!!!!!!!!!!!',
])('what guessers try first is refused: %s', (password) => {
  expect(passwordComplaint(password, owner)).toMatch(/too easy to guess/);
});

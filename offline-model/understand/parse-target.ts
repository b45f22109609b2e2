import type { Target } from './intention.ts';
import { parseTaskFilter } from './parse-list-request.ts';
import { IS_MARKER, MARKER, type Reading } from './reading.ts';
import { splitAtJoints } from './split-clauses.ts';

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
const COUNTS = ['one', 'two', 'three', 'four', 'five'];
const ORDINAL = `(?:(?:second|2nd)[ -](?:to|from)[ -]last|${ORDINALS.join('|')}|last|\\d{1,2}(?:st|nd|rd|th))`;
const POSITIONS = new RegExp(
  `^(?:the )?(${ORDINAL}(?: one)?(?:(?:,| and|, and| &) (?:the )?${ORDINAL}(?: one)?)*)(?: (?:ones?|tasks?|items?|of (?:these|those|them)))?(?: (?:on|in|from|of) (?:the|my|that) list)?$`,
  'i',
);
const NUMBERS =
  /^(?:(?:tasks?|items?|numbers?|no\.?|nr\.?) ?)?#?\d{1,2}(?:(?:,| and|, and| &) #?\d{1,2})*\.?$/i;
const RANGE = new RegExp(
  `^(?:the )?(first|last|top) (${COUNTS.join('|')}|\\d{1,2})(?: (?:ones|tasks|items))?$`,
  'i',
);
const LAST_MENTIONED =
  /^(?:it|that|this|(?:that|this|the same) (?:one|task|item)|the task|the one|that task too)$/i;
const ALL_SHOWN =
  /^(?:them(?: all| both)?|these|those|they|both|all|both of them|both tasks|all of (?:them|these|those)|(?:these|those) (?:\w+ )?(?:ones|tasks|items)|all (?:of )?(?:these|those)(?: tasks)?)$/i;
const MANY =
  /^(?:(?:all|every|each|any)(?: of)?(?: my| the)? .+|everything(?: .+)?|(?:my |the )?(?:done|completed|finished|overdue|open) (?:tasks|ones|items|to-?dos))$/i;

/** Reads which task a phrase means: a place in the last list, "it", all that match, or a title. */
export function parseTarget(text: string, reading: Reading): Target | undefined {
  const said = strip(text);
  if (said === '') return undefined;
  if (LAST_MENTIONED.test(said)) return { by: 'last-mentioned' };
  if (ALL_SHOWN.test(said) && !/^all tasks$/i.test(said)) return { by: 'all-shown' };
  const positions = parsePositions(said);
  if (positions) return { by: 'position', positions };
  if (MANY.test(said)) {
    const filter = parseTaskFilter(said, reading);
    // "all the boxes" may well be a title: only words that we understood make it a filter.
    if (filter) return { by: 'filter', filter };
  }
  const name = nameOf(said);
  const title = reading.restore(name);
  if (title === '') return undefined;
  const names = splitAtJoints(name).map((fragment) => fragment.text);
  if (names.length < 2) return { by: 'title', title };
  const parts = names.map(reading.restore);
  return names.every((each) => IS_MARKER.test(each))
    ? { by: 'titles', titles: parts }
    : { by: 'title', title, parts };
}

/** [1, 3] for "the first and the third", [2] for "number 2", [-1] for "the last one". */
export function parsePositions(text: string): number[] | undefined {
  const said = text.toLowerCase().trim();
  const range = RANGE.exec(said);
  if (range?.[1] && range[2]) {
    const count = COUNTS.indexOf(range[2]) + 1 || Number(range[2]);
    const places = Array.from({ length: count }, (_, index) => index + 1);
    return range[1] === 'last' ? places.map((place) => -place).toReversed() : places;
  }
  if (NUMBERS.test(said)) return (said.match(/\d+/g) ?? []).map(Number);
  const list = POSITIONS.exec(said)?.[1];
  if (!list) return undefined;
  return list.split(/,? and |, | & /).map((word) => ordinal(word.replace(/^the | one$/g, '')));
}

function ordinal(word: string): number {
  if (/[ -]last$/.test(word)) return -2;
  if (word === 'last') return -1;
  const index = ORDINALS.indexOf(word);
  return index >= 0 ? index + 1 : Number.parseInt(word, 10);
}

function strip(text: string): string {
  return text
    .trim()
    .replace(/[\s,;:.!?]+$/, '')
    .replace(/,? (?:please|thanks|thank you|for me|now|too|as well)$/i, '')
    .replace(/ (?:from|on|in|off) (?:my|the) (?:list|tasks?|to-?dos?|to-?do list|task list)$/i, '')
    .replace(/^(?:just )/i, '')
    .trim();
}

/** "my task called milk" → "milk"; a quoted name stands for itself. */
function nameOf(said: string): string {
  const quoted = new RegExp(
    `^(?:the |my )?(?:(?:task|item|to-?do|one)s? )?(?:called |named |titled |about )?(${MARKER})(?: (?:task|one|item))?$`,
    'i',
  ).exec(said)?.[1];
  if (quoted) return quoted;
  return said
    .replace(
      /^(?:the |my )?(?:task|item|to-?do|one)s?:? (?:(?:called|named|titled|about|with) )?(?=.)/i,
      '',
    )
    .replace(/^(?:the|my) (?=.+ (?:task|one|item|to-?do)$)/i, '')
    .replace(/ (?:task|one|item|to-?do)$/i, '')
    .trim();
}

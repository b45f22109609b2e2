import { findDate } from './find-date.ts';
import type { Priority } from './intention.ts';
import { MARKER, type Reading } from './reading.ts';

/** What a piece of text says of a task beside its title; `rest` is the text without it. */
export type Details = {
  rest: string;
  notes?: string;
  priority?: Priority;
  dueOn?: string;
  tags?: string[];
};

const LEVEL = '(?:high(?:est)?|top|urgent|critical|important|medium|normal|low(?:est)?|no)';
const PRIORITY_PATTERNS = [
  new RegExp(
    `(?:^|[\\s,(])(?:(?:with|at|of|as|is|to|has|it's|it is) )?(?:an? )?(${LEVEL})[- ]priority\\b\\)?`,
    'i',
  ),
  new RegExp(
    `(?:^|[\\s,(])(?:(?:with|and) )?priority(?: is| to| of|:| =)? ?(${LEVEL}|none)\\b\\)?`,
    'i',
  ),
  new RegExp(`(?:^|\\s)!(high|medium|low|urgent)\\b`, 'i'),
  /(?:^|\s)(p[123])(?=\s|$)/i,
  /^(urgent|important|asap):\s*/i,
  /(?:,\s*|\s\(?)(?:(?:it's|it is|this is|very|really) )*(urgent(?:ly)?|asap|as soon as possible)\)?(?=[\s.!]*$)/i,
  /,\s*(?:(?:it's|it is|this is|very|really) )*(important)(?=[\s.!]*$)/i,
];
const TAG = `#[\\p{L}\\p{N}][\\p{L}\\p{N}_-]*`;
const TAG_MARKS = new RegExp(
  `(?:(?:^|[\\s,])(?:and |with |tagged(?: as| with)? |tags?:? )?)(${TAG})`,
  'giu',
);
const TAG_WORDS = new RegExp(
  `(?:^|[\\s,])(?:with (?:the )?tags?|tagged(?: as| with)?|tags?:|(?:(?<=^|,\\s*)|and )tags|under the tags?|labell?ed(?: as)?):?\\s+((?:[\\p{L}\\p{N}_-]+|${MARKER})(?:\\s*(?:,|and|,\\s*and|&)\\s*(?:[\\p{L}\\p{N}_-]+|${MARKER}))*)[\\s.]*$`,
  'iu',
);
const NOTES = new RegExp(
  `[\\s,(]*(?:with (?:a |the )?notes?(?: saying| that says| that)?:?|notes?:|\\(notes?:)\\s*(.+?)\\)?$`,
  'is',
);

/** Takes notes, tags, priority and due date out of a text, in this order, so that dates stand at an end. */
export function readDetails(text: string, reading: Reading): Details {
  const details: Details = { rest: text };
  const notes = NOTES.exec(details.rest);
  if (notes?.[1]) {
    details.notes = reading.restore(notes[1].trim());
    details.rest = cut(details.rest, notes.index, notes[0].length);
  }
  takePriority(details);
  takeTags(details, reading);
  takePriority(details);
  const date = findDate(details.rest, reading);
  if (date) {
    details.dueOn = date.dueOn;
    details.rest = cut(details.rest, date.start, date.end - date.start);
  }
  takePriority(details);
  details.rest = tidy(details.rest);
  return details;
}

export function hasDetails(details: Details): boolean {
  return (
    details.notes !== undefined ||
    details.priority !== undefined ||
    details.dueOn !== undefined ||
    details.tags !== undefined
  );
}

/** 'urgent' → 'high', 'normal' → 'medium', 'no' → 'none', 'p3' → 'low'. */
export function priorityOf(word: string): Priority {
  if (/^(?:med|normal|p2)/i.test(word)) return 'medium';
  if (/^(?:low|p3)/i.test(word)) return 'low';
  if (/^no/i.test(word)) return 'none';
  return 'high';
}

/** Splits "home, work and #garden" into names without the sign, each once. */
export function tagNames(text: string, reading: Reading): string[] {
  const names = text
    .split(/\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s*&\s*|\s+(?=#)/)
    .map((name) => reading.restore(name).trim().replace(/^#/, ''))
    .filter((name) => name !== '');
  return [...new Set(names)];
}

function takePriority(details: Details): void {
  for (const pattern of PRIORITY_PATTERNS) {
    const match = pattern.exec(details.rest);
    if (!match?.[1]) continue;
    details.priority = priorityOf(match[1]);
    details.rest = cut(details.rest, match.index, match[0].length);
    return;
  }
}

function takeTags(details: Details, reading: Reading): void {
  const tags: string[] = [];
  details.rest = details.rest.replace(TAG_MARKS, (_whole, tag: string) => {
    // "#3" is a place in a list, not a tag.
    if (/^#\d+$/.test(tag)) return _whole;
    tags.push(tag.slice(1));
    return ' ';
  });
  const words = TAG_WORDS.exec(details.rest);
  if (words?.[1]) {
    tags.push(...tagNames(words[1], reading));
    details.rest = cut(details.rest, words.index, words[0].length);
  }
  if (tags.length > 0) details.tags = [...new Set(tags)];
}

function cut(text: string, start: number, length: number): string {
  return tidy(`${text.slice(0, start)} ${text.slice(start + length)}`);
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\(\s*\)/g, '')
    .replace(/\s+([,.;!?)])/g, '$1')
    .replace(/^[\s,;:.–—-]+|[\s,;:–—-]+$/g, '')
    .replace(/(?:[\s,]+(?:and|with|it's|it is|due|which is))+$/i, '')
    .replace(/[.,!]+$/g, '')
    .trim();
}

import * as chrono from 'chrono-node';
import { addDays, endOfMonth, mondayOf, startOfMonth, weekdayOf } from './calendar.ts';
import type { Reading } from './reading.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const WEEKDAY = `(?:${WEEKDAYS.join('|')}|mon|tues?|wed|thurs?|thu|fri|sat|sun)`;
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const NUMBER = '(?:\\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten)';
const UNIT = '(?:days?|weeks?|months?|years?)';

const PHRASES = [
  '\\d{4}-\\d{2}-\\d{2}',
  `(?:${WEEKDAY},? (?:the )?)?\\d{1,2}(?:st|nd|rd|th)? (?:of )?${MONTH}(?:,? \\d{4})?`,
  `(?:${WEEKDAY},? )?${MONTH} (?:the )?\\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?`,
  '\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}|\\d{1,2}/\\d{1,2}',
  '(?:the )?day after tomorrow',
  '(?:today|tomorrow|tmrw|tomorow|tommorow)(?: (?:morning|afternoon|evening|night))?|tonight|yesterday',
  'this (?:morning|afternoon|evening)',
  `(?:in|within) ${NUMBER} ${UNIT}(?:' time)?|${NUMBER} ${UNIT} from (?:now|today)`,
  '(?:the )?end of (?:the |this |next )?(?:day|week|month|year)|eod|eow|eom',
  '(?:this|next) (?:week|weekend|month|year)|the weekend',
  `a week on ${WEEKDAY}`,
  `(?:(?:this|next|coming|this coming|the) )?${WEEKDAY}(?: (?:next|this) week)?`,
  'the \\d{1,2}(?:st|nd|rd|th)',
];
const PREFIX =
  "(?:(?:which is |that(?:'s| is) |it(?:'s| is) )?due(?: date)?(?: is)?(?: on| by| in| before| for)?:?|by|before|on|until|till|for|to|not later than|no later than)";

/** Longer phrases first: alternation takes the first that fits. Possessives ("friday's") are no dates. */
const DATE = `(?<phrase>${PHRASES.join('|')})(?!['’]s)(?![\\w-])(?: \\((?:today|${WEEKDAY})\\))?`;
const DATE_IN_TEXT = new RegExp(`(?<![\\w-])(?:(?<prefix>${PREFIX}) )?${DATE}`, 'gi');
const WHOLE_DATE = new RegExp(`^(?:${PREFIX} )?${DATE}$`, 'i');
const RISKY = new RegExp('^(?:mon|tues?|wed|thu|thurs?|fri|sat|sun|the \\d.*)$', 'i');
const TIME =
  /^[\s,]*(?:at|around|before|after) \d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|h|o'clock)?[\s.,!]*$/i;

export type FoundDate = { dueOn: string; start: number; end: number };

/**
 * The due date that a piece of text names, and where. A phrase counts at the start, at the end, or
 * after a word such as "by": "read the Sunday paper" is a title, not a date.
 */
export function findDate(text: string, reading: Reading): FoundDate | undefined {
  let found: FoundDate | undefined;
  for (const match of text.matchAll(DATE_IN_TEXT)) {
    const phrase = match.groups?.['phrase'] ?? '';
    const prefix = (match.groups?.['prefix'] ?? '').toLowerCase();
    const start = match.index;
    const end = start + match[0].length;
    const after = text.slice(end);
    const atEnd = /^[\s.,!?)]*$/.test(after) || TIME.test(after);
    const atStart = /^[\s,(]*$/.test(text.slice(0, start));
    const weakPrefix = prefix === 'for' || prefix === 'to';
    if (!atEnd && !atStart && (prefix === '' || weakPrefix)) continue;
    if (prefix === '' && (RISKY.test(phrase) || (!atEnd && /^\d+\//.test(phrase)))) continue;
    // "plan meals for next week" says what the meals are for, not when to plan them.
    if (prefix === 'for' && /week$|month$|year$/i.test(phrase)) continue;
    const dueOn = resolveDate(phrase, reading);
    if (dueOn) found = { dueOn, start, end };
  }
  return found;
}

/** The date of a text that is nothing but a date ("on friday"), or undefined. */
export function parseDate(text: string, reading: Reading): string | undefined {
  const phrase = WHOLE_DATE.exec(text.trim())?.groups?.['phrase'];
  return phrase === undefined ? undefined : resolveDate(phrase, reading);
}

function resolveDate(phrase: string, reading: Reading): string | undefined {
  const said = phrase.toLowerCase();
  return (
    resolvePeriod(said, reading.today) ??
    resolveWeekday(said, reading.today) ??
    resolveDayOfMonth(said, reading.today) ??
    resolveWithChrono(said, reading)
  );
}

function resolvePeriod(said: string, today: string): string | undefined {
  const week = mondayOf(today);
  const friday = addDays(week, 4);
  const endOfWeek = today <= friday ? friday : addDays(week, 6);
  const saturday = addDays(week, 5);
  if (
    /^(?:today|tonight|this (?:morning|afternoon|evening)|eod|(?:the )?end of (?:the )?day)/.test(
      said,
    )
  )
    return today;
  if (/day after tomorrow/.test(said)) return addDays(today, 2);
  if (/^(?:tomorrow|tmrw|tomorow|tommorow)/.test(said)) return addDays(today, 1);
  if (said === 'yesterday') return addDays(today, -1);
  if (/end of next week/.test(said)) return addDays(week, 11);
  if (/end of (?:the |this )?week|^this week$|^eow$/.test(said)) return endOfWeek;
  if (said === 'next week') return addDays(week, 7);
  if (/^(?:this|the) weekend$/.test(said)) return today > saturday ? today : saturday;
  if (said === 'next weekend') return addDays(saturday, 7);
  if (/end of next month/.test(said)) return endOfMonth(today, 1);
  if (/end of (?:the |this )?month|^this month$|^eom$/.test(said)) return endOfMonth(today);
  if (said === 'next month') return startOfMonth(today, 1);
  if (/end of (?:the |this )?year|^this year$/.test(said)) return `${today.slice(0, 4)}-12-31`;
  if (said === 'next year') return `${Number(today.slice(0, 4)) + 1}-01-01`;
  return undefined;
}

/** "friday" is the next one and never today (one would say today); "next friday" is in the next week. */
function resolveWeekday(said: string, today: string): string | undefined {
  const match = new RegExp(
    `^(a week on |(?:this coming|this|next|coming|the) )?(${WEEKDAY})( next week| this week)?$`,
  ).exec(said);
  if (!match) return undefined;
  const [, before = '', name = '', after = ''] = match;
  const index = WEEKDAYS.findIndex((day) => day.startsWith(name.slice(0, 3)));
  const inThisWeek = addDays(mondayOf(today), index);
  const daysAhead = (index - weekdayOf(today) + 7) % 7;
  const coming = addDays(today, daysAhead === 0 ? 7 : daysAhead);
  if (before === 'next ' || after === ' next week') return addDays(inThisWeek, 7);
  if (before === 'a week on ') return addDays(coming, 7);
  if ((before === 'this ' || after === ' this week') && inThisWeek >= today) return inThisWeek;
  return coming;
}

function resolveDayOfMonth(said: string, today: string): string | undefined {
  const day = Number(/^the (\d{1,2})(?:st|nd|rd|th)$/.exec(said)?.[1] ?? 0);
  if (day < 1 || day > 31) return undefined;
  const ahead = day < Number(today.slice(8)) ? 1 : 0;
  const month = startOfMonth(today, ahead);
  return day > Number(endOfMonth(month).slice(8)) ? undefined : addDays(month, day - 1);
}

function resolveWithChrono(said: string, reading: Reading): string | undefined {
  const parser = monthFirst(reading.timeZone) ? chrono.casual : chrono.en.GB;
  const reference = { instant: new Date(`${reading.today}T12:00:00Z`), timezone: 0 };
  const start = parser.parse(said, reference, { forwardDate: true })[0]?.start;
  if (!start?.isCertain('day')) return undefined;
  return `${pad(start.get('year'), 4)}-${pad(start.get('month'), 2)}-${pad(start.get('day'), 2)}`;
}

function pad(value: number | null, length: number): string {
  return String(value ?? 0).padStart(length, '0');
}

/** 5/12 is the 5th of December nearly everywhere; the zone is the only hint of where we are. */
function monthFirst(timeZone: string): boolean {
  return /^(?:US\/|America\/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Anchorage|Boise|Indiana|Kentucky)|Pacific\/Honolulu)/.test(
    timeZone,
  );
}

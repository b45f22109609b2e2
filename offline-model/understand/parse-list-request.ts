import { addDays, endOfMonth, mondayOf, startOfMonth } from './calendar.ts';
import { findDate, parseDate } from './find-date.ts';
import type { Intention, TaskFilter } from './intention.ts';
import { priorityOf } from './read-details.ts';
import { MARKER, type Reading } from './reading.ts';

const NOUN = '(?:tasks?|to-?dos?|to-?do list|list|things|items|ones|stuff)';
const OPENING =
  /^(?:list|show|display|view|see|print|get|give|tell|what|which|how many|count|find|search|look|do i have|have i got|are there|is there|is anything|anything|any|when)\b/i;
const ABOUT_TASKS = new RegExp(
  `\\b(?:tasks?|to-?dos?|list|due|overdue|deadlines?|priority|agenda|plate|schedule|to do|left|next|finished?|completed?|done|got|everything)\\b|#\\p{L}`,
  'iu',
);
const BARE = new RegExp(
  `^(?:(?:all|my|the|open|done|completed|finished|overdue|urgent|(?:high|medium|low)[- ]priority|today's|tomorrow's|this week's|next week's)[ ,]*(?:of )?)+${NOUN}\\b|^${NOUN} (?:due|for|tagged|with|about|that)\\b|^overdue$|^everything$`,
  'i',
);
const SEARCH = new RegExp(
  `^(?:(?:find|search(?: for)?|look(?:ing)?(?: for| up)|search (?:my |the )?${NOUN} for)(?: me)?(?: (?:all|my|the|any|a|all my))*(?: ${NOUN})?(?: (?:about|with|for|containing|matching|mentioning|called|named|on))?) (.+)$`,
  'i',
);
const CONTAINING =
  /\b(?:about|containing|contains?|matching|mentioning|mentions?|regarding|related to|with the (?:words?|text)|called|named|that say) (.+)$/i;

const UNDATED =
  /^(?:list|show|find|which|what).*\b(?:without|with no|have no|has no) (?:a |any )?(?:due )?dates?\b/i;
const DONE_SO_FAR =
  /^(?:what|which (?:tasks|ones)) (?:did|have|had) i (?:just |already )?(?:finish|finished|complete|completed|do|done|get done|got done|accomplished?)\b/i;
const ON_DAY =
  /^what(?:'s| is| do i have| have i got|'ve i got)(?: on| up| planned| happening| going on| coming up)*(?: (?:on|for|by))? (.+)$/i;
const WEEKS = /^(?:this|next) (?:week|weekend|month)$/i;

/** "show my open tasks due this week" → list; undefined when the text asks for no list. */
export function parseListRequest(text: string, reading: Reading): Intention | undefined {
  const said = text.trim().replace(/[\s.!?]+$/, '');
  const search = SEARCH.exec(said);
  if (search?.[1] && !/^(?:a |the )?(?:way|time|out)\b/i.test(search[1])) {
    const filter = parseTaskFilter(search[1], reading);
    return { kind: 'list', filter: filter ?? { query: clean(search[1], reading) } };
  }
  if (UNDATED.test(said)) return { kind: 'refuse', reason: 'undated' };
  if (DONE_SO_FAR.test(said))
    return { kind: 'list', filter: { status: 'done', sort: 'updatedAt' } };
  const onDay = ON_DAY.exec(said)?.[1];
  const period =
    onDay && (parseDate(onDay, reading) ?? WEEKS.exec(onDay)) && periodOf(onDay, reading);
  if (period) return { kind: 'list', filter: { ...period, sort: 'dueOn', status: 'open' } };
  const bare = BARE.test(said);
  if (!bare && !(OPENING.test(said) && ABOUT_TASKS.test(said))) return undefined;
  const filter = parseTaskFilter(said, reading);
  const plain = new RegExp(
    `\\b${NOUN}\\b|\\b(?:on my plate|to do|left|next|agenda|everything)\\b`,
    'i',
  );
  if (!filter && !plain.test(said)) return undefined;
  const countOnly = /^(?:how many|count)\b/i.test(said) ? true : undefined;
  const all = /\b(?:all (?:of )?(?:my |the )?(?:tasks|to-?dos)|everything|any status)\b/i.test(
    said,
  );
  const status = filter?.status ?? (all && !filter ? undefined : 'open');
  return { kind: 'list', filter: { ...filter, status }, countOnly };
}

/** The filter that a phrase spells out, or undefined when nothing in it is one. */
export function parseTaskFilter(text: string, reading: Reading): TaskFilter | undefined {
  const filter: TaskFilter = {};
  let rest = text;
  const containing = CONTAINING.exec(rest);
  if (containing?.[1]) {
    filter.query = clean(containing[1], reading);
    rest = rest.slice(0, containing.index);
  }
  const tag =
    /#([\p{L}\p{N}_-]+)|\b(?:tagged|labell?ed|tag|with (?:the )?tag|under)(?: (?:as|with))? ([\p{L}\p{N}_-]+|[\uE000-\uF8FF])/iu.exec(
      rest,
    );
  if (tag) filter.tag = reading.restore(tag[1] ?? tag[2] ?? '').trim();
  const level =
    /\b(high(?:est)?|top|medium|normal|low(?:est)?|no)[- ]priority\b|\bpriority(?: is| of|:)? (high|medium|low|none)\b|\b(urgent|important)\b/i.exec(
      rest,
    );
  if (level) filter.priority = priorityOf(level[1] ?? level[2] ?? level[3] ?? '');
  if (
    /\b(?:open|unfinished|incomplete|pending|outstanding|remaining|left|not (?:yet )?(?:done|finished|completed)|still)\b/i.test(
      rest,
    )
  )
    filter.status = 'open';
  else if (/\b(?:done|completed?|finished|closed|ticked off|checked off)\b/i.test(rest))
    filter.status = 'done';
  if (/\b(?:by|order(?:ed)? by|sort(?:ed)? by) priority\b/i.test(rest)) filter.sort = 'priority';
  if (/\b(?:by|order(?:ed)? by|sort(?:ed)? by) (?:due date|date|deadline)\b/i.test(rest))
    filter.sort = 'dueOn';
  if (/\b(?:newest|latest|most recent|recently added)\b/i.test(rest)) filter.sort = 'createdAt';
  if (/\b(?:alphabetical(?:ly)?|by (?:title|name))\b/i.test(rest)) filter.sort = 'title';
  const period = periodOf(rest, reading);
  if (period) {
    Object.assign(filter, period);
    filter.sort ??= 'dueOn';
  }
  return Object.keys(filter).length > 0 ? filter : undefined;
}

type Period = { dueAfter?: string; dueBefore?: string; status?: 'open' };

function periodOf(text: string, reading: Reading): Period | undefined {
  const { today } = reading;
  const monday = mondayOf(today);
  const said = text.toLowerCase().replace(/'s\b/g, '');
  if (/\b(?:overdue|late|past due|missed)\b/.test(said))
    return { dueBefore: addDays(today, -1), status: 'open' };
  const between = /\b(?:between|from) (.+?) (?:and|to|until|till) (.+)$/.exec(said);
  const from = between?.[1] && findDate(between[1], reading)?.dueOn;
  const to = between?.[2] && findDate(between[2], reading)?.dueOn;
  if (from && to) return on(from, to);
  const limit = new RegExp(`\\b(before|by|until|till|after|since|from)\\s+(?!${MARKER})(.+)$`).exec(
    said,
  );
  const date = limit?.[2] && findDate(limit[2], reading)?.dueOn;
  if (limit && date) return limitedBy(limit[1] ?? '', date);
  const ahead = /\b(?:next|coming|within|in the next) (\d+|two|three|few) (day|week)s?\b/.exec(
    said,
  );
  if (ahead) return on(today, addDays(today, spanInDays(ahead[1] ?? '', ahead[2] ?? '')));
  if (/\bday after tomorrow\b/.test(said)) return on(addDays(today, 2), addDays(today, 2));
  if (/\b(?:today|tonight)\b/.test(said)) return on(today, today);
  if (/\btomorrow\b/.test(said)) return on(addDays(today, 1), addDays(today, 1));
  if (/\bnext weekend\b/.test(said)) return on(addDays(monday, 12), addDays(monday, 13));
  if (/\bweekend\b/.test(said)) return on(addDays(monday, 5), addDays(monday, 6));
  if (/\bthis week\b/.test(said)) return on(monday, addDays(monday, 6));
  if (/\b(?:next|coming) week\b/.test(said)) return on(addDays(monday, 7), addDays(monday, 13));
  if (/\bthis month\b/.test(said)) return on(startOfMonth(today), endOfMonth(today));
  if (/\bnext month\b/.test(said)) return on(startOfMonth(today, 1), endOfMonth(today, 1));
  const day = findDate(
    text.replace(/'s\b/g, '').replace(/^.*\b(?=(?:due|for|on)\b)/i, ''),
    reading,
  )?.dueOn;
  if (day) return on(day, day);
  return undefined;
}

function on(from: string, to: string): Period {
  return { dueAfter: from, dueBefore: to };
}

function limitedBy(word: string, date: string): Period {
  if (word === 'before') return { dueBefore: addDays(date, -1) };
  if (word === 'after') return { dueAfter: addDays(date, 1) };
  return word === 'since' || word === 'from' ? { dueAfter: date } : { dueBefore: date };
}

function spanInDays(count: string, unit: string): number {
  const number = { two: 2, three: 3, few: 3 }[count] ?? Number(count);
  return unit === 'week' ? number * 7 : number;
}

function clean(text: string, reading: Reading): string {
  const bare = text
    .trim()
    .replace(/^(?:the |my |a )(?=.)/i, '')
    .replace(new RegExp(` ${NOUN}$`, 'i'), '');
  return reading.restore(bare).slice(0, 200);
}

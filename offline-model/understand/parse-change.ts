import { findDate, parseDate } from './find-date.ts';
import type { Intention, TaskChanges } from './intention.ts';
import { parseTarget } from './parse-target.ts';
import { hasDetails, priorityOf, readDetails, tagNames } from './read-details.ts';
import { MARKER, type Reading } from './reading.ts';

type Rule = (text: string, reading: Reading) => Intention | undefined;

/** Reads a request to change fields of a task: its title, date, priority, tags or notes. */
export function parseChange(text: string, reading: Reading): Intention | undefined {
  const said = text.trim().replace(/[.!]+$/, '');
  for (const rule of RULES) {
    const intention = rule(said, reading);
    if (intention) return intention;
  }
  return undefined;
}

const LEVEL = '(high(?:est)?|top|urgent|critical|important|medium|normal|low(?:est)?|none)';
const SPAN = '(\\d+|an?|one|two|three|four|five|six|seven) (days?|weeks?)';
const CHANGING =
  /^(?:set|make|change|update|edit|move|reschedule|postpone|push|shift|delay|defer|snooze|bring|mark|bump|raise|lower|turn|give|put|flag|schedule)\s+(.+)$/i;

const MOVING = /^(?:move|reschedule|postpone|push|shift|delay|defer|snooze)\b/i;

const RULES: readonly Rule[] = [
  rename,
  note,
  addTags,
  removeTags,
  clearField,
  namedPriority,
  namedDate,
  shift,
  barePriority,
  ofAll,
  severalDetails,
  statement,
  reword,
];

function rename(text: string, reading: Reading): Intention | undefined {
  const match =
    /^(?:rename|retitle) (.+?) (?:to|as|into) (.+)$/i.exec(text) ??
    /^(?:change|update|edit|set) (?:the )?(?:title|name|wording) of (.+?) (?:to|into|as) (.+)$/i.exec(
      text,
    ) ??
    new RegExp(`^change (${MARKER}) (?:to|into) (${MARKER})$`, 'i').exec(text);
  if (match?.[1] && match[2]) {
    const title = reading.restore(match[2].trim());
    const starts = title.charAt(0).toUpperCase() + title.slice(1);
    return change(
      match[1],
      { title: new RegExp(`^${MARKER}$`).test(match[2].trim()) ? title : starts },
      reading,
    );
  }
  return undefined;
}

function note(text: string, reading: Reading): Intention | undefined {
  const match =
    /^(?:add|put|attach|write|leave) (?:a |the )?notes? (?:to|on|for) (.+?)(?:\s*:\s*|,? saying:? |,? that says:? |,? that )(.+)$/i.exec(
      text,
    ) ?? /^notes? (?:on|for) (.+?)\s*:\s*(.+)$/i.exec(text);
  return match?.[1] && match[2]
    ? change(match[1], { addNote: reading.restore(match[2].trim()) }, reading)
    : undefined;
}

function addTags(text: string, reading: Reading): Intention | undefined {
  const tagged =
    /^(?:tag|label) (.+?) (?:with|as) (.+)$/i.exec(text) ??
    /^(?:tag|label) (.+?) ((?:#[\p{L}\p{N}_-]+\s*)+)$/iu.exec(text);
  if (tagged?.[1] && tagged[2])
    return change(tagged[1], { addTags: tagNames(withoutWord(tagged[2]), reading) }, reading);
  const added =
    /^(?:add|put|give) (?:the |a )?(?:tags?|labels?) (.+?) (?:to|on) (.+)$/i.exec(text) ??
    /^(?:add|put) ((?:#[\p{L}\p{N}_-]+(?:,? (?:and )?)?)+) (?:to|on) (.+)$/iu.exec(text);
  if (added?.[1] && added[2])
    return change(added[2], { addTags: tagNames(added[1], reading) }, reading);
  return undefined;
}

function removeTags(text: string, reading: Reading): Intention | undefined {
  const match =
    /^(?:remove|delete|drop|take) (?:the )?(?:tags?|labels?) (.+?) (?:from|off) (.+)$/i.exec(
      text,
    ) ??
    /^(?:remove|delete|drop|take) ((?:#[\p{L}\p{N}_-]+(?:,? (?:and )?)?)+)(?: tags?)? (?:from|off) (.+)$/iu.exec(
      text,
    );
  return match?.[1] && match[2]
    ? change(match[2], { removeTags: tagNames(match[1], reading) }, reading)
    : undefined;
}

function clearField(text: string, reading: Reading): Intention | undefined {
  const match =
    /^(?:remove|clear|delete|drop|unset) (?:the )?(due date|deadline|date|priority) (?:of|from|for|on) (.+)$/i.exec(
      text,
    );
  if (!match?.[1] || !match[2]) return undefined;
  return change(
    match[2],
    /priority/i.test(match[1]) ? { priority: 'none' } : { dueOn: null },
    reading,
  );
}

function namedPriority(text: string, reading: Reading): Intention | undefined {
  const match = new RegExp(
    `^(?:set|change|make|update|bump|raise|lower|put|increase|decrease) (?:the )?priority (?:of|for|on) (.+?)(?: up| down)? (?:to|as|at|:) ?(?:an? )?${LEVEL}(?: priority)?$`,
    'i',
  ).exec(text);
  if (match?.[1] && match[2]) return change(match[1], { priority: priorityOf(match[2]) }, reading);
  const verb = /^(prioriti[sz]e|deprioriti[sz]e) (.+)$/i.exec(text);
  if (!verb?.[1] || !verb[2]) return undefined;
  return change(verb[2], { priority: /^de/i.test(verb[1]) ? 'low' : 'high' }, reading);
}

function namedDate(text: string, reading: Reading): Intention | undefined {
  const match =
    /^(?:set|change|update|move|make|push) (?:the )?(?:due date|deadline|date) (?:of|for|on) (.+?) (?:to|as|:) ?(.+)$/i.exec(
      text,
    );
  const dueOn = match?.[2] && parseDate(match[2], reading);
  return match?.[1] && dueOn ? change(match[1], { dueOn }, reading) : undefined;
}

function shift(text: string, reading: Reading): Intention | undefined {
  const match = new RegExp(
    `^(postpone|push|move|delay|defer|snooze|shift|reschedule|bring) (.+?) ?(back|out|forward|earlier|later)? ?(?:by|for) ${SPAN}(?: (earlier|later|back|forward))?$|^(push|move|bring) (.+?) (back|out|forward) ${SPAN}$`,
    'i',
  ).exec(text);
  if (!match) return undefined;
  const target = match[2] ?? match[8] ?? '';
  const direction = match[3] ?? match[6] ?? match[9] ?? '';
  const verb = match[1] ?? match[7] ?? '';
  const days = toDays(match[4] ?? match[10] ?? '', match[5] ?? match[11] ?? '');
  const earlier =
    /earlier/i.test(direction) || (/^bring$/i.test(verb) && /forward/i.test(direction));
  return change(target, { shiftDays: earlier ? -days : days }, reading);
}

function barePriority(text: string, reading: Reading): Intention | undefined {
  const match = new RegExp(
    `^(?:set|change|mark|bump|raise|lower|make|turn|flag|put) (.+?)(?: up| down)? (?:(?:to|as|at)(?: an?)? ${LEVEL}|(urgent|important))$`,
    'i',
  ).exec(text);
  const level = match?.[2] ?? match?.[3];
  return match?.[1] && level
    ? change(match[1], { priority: priorityOf(level) }, reading)
    : undefined;
}

/** "move call the bank to friday with high priority": whatever details it names, for what is left. */
function severalDetails(text: string, reading: Reading): Intention | undefined {
  const body = CHANGING.exec(text)?.[1];
  if (body === undefined) return undefined;
  const details = readDetails(body, reading);
  if (!hasDetails(details)) return undefined;
  const name = details.rest.replace(
    /(?:[\s,]+(?:to|as|a|an|for|on|by|with|and|be|until|back|out|forward|its|have))+$/i,
    '',
  );
  const { dueOn, priority, tags, notes } = details;
  const target = parseTarget(name, reading);
  // "make dinner tomorrow" is something to do; "make it tomorrow" and "set dinner to tomorrow" move a task.
  const onlyDate = dueOn !== undefined && (priority ?? tags ?? notes) === undefined;
  if (onlyDate && target?.by === 'title' && !MOVING.test(text) && !namesNewDate(body, reading))
    return undefined;
  return change(name, fromDetails(details), reading);
}

function namesNewDate(body: string, reading: Reading): boolean {
  const date = findDate(body, reading);
  return date !== undefined && /^(?:to|due|until|till)\b/i.test(body.slice(date.start));
}

/** "set all tasks tagged home to low priority": the tag says which, not what to change. */
function ofAll(text: string, reading: Reading): Intention | undefined {
  const match = /^\w+ ((?:all|every|everything)\b.+?) (?:to|as|by) (.+)$/i.exec(text);
  if (!match?.[1] || !match[2] || !CHANGING.test(text)) return undefined;
  const level = new RegExp(`^${LEVEL}$`, 'i').exec(match[2])?.[1];
  const details = readDetails(match[2], reading);
  if (level) return change(match[1], { priority: priorityOf(level) }, reading);
  return hasDetails(details) ? change(match[1], fromDetails(details), reading) : undefined;
}

/** "change buy milk to buy oat milk", when nothing in it is a date or a priority. */
function reword(text: string, reading: Reading): Intention | undefined {
  const match = /^(?:change|edit|update) (.+?) (?:to|into) (.+)$/i.exec(text);
  return match?.[1] && match[2] ? rename(`rename ${match[1]} to ${match[2]}`, reading) : undefined;
}

/** "buy milk is urgent", "it is due on friday". */
function statement(text: string, reading: Reading): Intention | undefined {
  const match =
    /^(.+?) (?:is|are|should be|must be|has|needs to be done)(?: now)? ((?:due |(?:a )?(?:high|medium|low|top)|urgent|important|by ).*)$/i.exec(
      text,
    );
  if (
    !match?.[1] ||
    !match[2] ||
    /^(?:what|which|who|when|how|there|why|is|are|if)\b/i.test(match[1])
  )
    return undefined;
  const level = /^(?:very )?(urgent|important)$/i.exec(match[2].trim())?.[1];
  if (level) return change(match[1], { priority: priorityOf(level) }, reading);
  const details = readDetails(match[2], reading);
  return hasDetails(details) && details.rest === ''
    ? change(match[1], fromDetails(details), reading)
    : undefined;
}

function fromDetails(details: ReturnType<typeof readDetails>): TaskChanges {
  return {
    priority: details.priority,
    dueOn: details.dueOn,
    addTags: details.tags,
    addNote: details.notes,
  };
}

function change(targetText: string, changes: TaskChanges, reading: Reading): Intention | undefined {
  const target = parseTarget(targetText, reading);
  if (!target) return undefined;
  // One new title cannot be for two tasks.
  const isRename = changes.title !== undefined && target.by === 'title';
  return {
    kind: 'update',
    target: isRename ? { by: 'title', title: target.title } : target,
    changes,
  };
}

function toDays(count: string, unit: string): number {
  const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
  const number = /^an?$/i.test(count) ? 1 : words.indexOf(count.toLowerCase()) + 1 || Number(count);
  return /^week/i.test(unit) ? number * 7 : number;
}

function withoutWord(text: string): string {
  return text.replace(/^(?:the )?(?:tags? |labels? )?(?:a |an )?/i, '');
}

import type { Intention, NewTask } from './intention.ts';
import { hasDetails, readDetails, type Details } from './read-details.ts';
import { MARKER, type Reading } from './reading.ts';
import type { Fragment } from './split-clauses.ts';
import { startsWithTaskVerb } from './task-verbs.ts';

const NUMBER = '(?:\\d+|two|three|four|five|some|a few|several|a couple of)';
const NOUN = '(?:tasks?|to-?dos?|to-?do items?|items?|things|reminders?)';
const PLURAL = '(?:tasks|to-?dos|to-?do items|items|things|reminders)';
const LEADS: readonly RegExp[] = [
  new RegExp(
    `^(?:also )?(?:add|create|make|put down|note down|jot down|write down|schedule)(?: me)?(?: (?:a|an|another|one more|the following|these|my|${NUMBER}|(?:a )?new|another ${NUMBER}|(?:a |an )?(?:high|medium|low|urgent)(?:[- ]priority)?))*(?: new| more)* ${NOUN}(?: (?:to|on|in) my (?:list|to-?do list))?(?:,? (?:called|named|titled|saying|that says|for me|as follows|to))*\\s*[:-]?\\s*`,
    'i',
  ),
  /^(?:also )?add (?:to|on) (?:my|the) (?:list|to-?do list|to-?dos|tasks)\s*[:-]?\s*/i,
  /^(?:also )?(?:add|create|note down|jot down|write down|schedule|pencil in)(?: the following| these)?\s*:?\s*/i,
  /^(?:a )?new (?:task|to-?do|reminder)(?: (?:called|named|to))?\s*:?\s*/i,
  /^(?:please )?(?:set (?:me )?a reminder|remind me|make sure i remember|remember|don't (?:let me )?forget)(?: that i (?:have|need) to)?(?: (?:to|about))?(?=\s)\s*/i,
  /^i (?:also )?(?:need|have|'ve got|have got|must|should|want)(?: to)?(?: remember)?(?: to)? /i,
  /^i(?:'ve|'d)? (?:got to|better|gotta) /i,
  /^(?:todo|to-?do|tasks?)s?\s*:\s*/i,
  /^put (?=.+ (?:on|in) (?:my|the) (?:list|to-?do list|to-?dos|tasks)$)/i,
];
const TAIL =
  /[\s,]+(?:(?:to|on|in|onto) (?:my|the) (?:(?:to-?do |task )?list|to-?dos?|tasks)|as (?:a )?(?:new )?(?:tasks?|to-?dos?)|for me|please)[\s.!?]*$/i;
const ANOTHER =
  /^(?:another|one more|a second|a third)(?: new)?(?: (?:task|to-?do|one))?(?: (?:called|named|to|for))? /i;
const FOR_ALL =
  /^(?:both|all|each)(?: of (?:them|these|those))?(?: (?:are|is|should be|must be|to be))?\b[\s,]*/i;

/** Strips "add", "remind me to", "new task:"…; undefined when the text does not ask for a new task. */
export function newTaskText(text: string): { text: string; several: boolean } | undefined {
  for (const lead of LEADS) {
    const match = lead.exec(text);
    if (!match) continue;
    // "I need help" and "I want to know" are no to-do items.
    if (/^i\b/i.test(text) && !startsWithTaskVerb(text.slice(match[0].length))) return undefined;
    if (
      /^i\b/i.test(text) &&
      /^(?:help|tell|show|list|delete|complete)\b/i.test(text.slice(match[0].length))
    )
      return undefined;
    const several =
      new RegExp(`\\b(?:${PLURAL}|${NUMBER} ${NOUN}|the following|these)\\b`, 'i').test(match[0]) ||
      /^(?:add|create)[^:]*:\s*$/i.test(match[0]);
    const level =
      /\b(high|medium|low|urgent)(?:[- ]priority)?\b(?= (?:new )?(?:task|to-?do|item|reminder))/i.exec(
        match[0],
      )?.[1];
    const rest = text.slice(match[0].length);
    return { text: level && rest !== '' ? `${rest} with ${level} priority` : rest, several };
  }
  return undefined;
}

/** The tasks that the fragments of one "add …" request spell out. */
export function parseNewTasks(
  fragments: readonly Fragment[],
  several: boolean,
  reading: Reading,
): Intention[] {
  const items: string[] = [];
  const shared: Details[] = [];
  const first = fragments[0]?.text ?? '';
  const nounList = isNounList(fragments);
  for (const [index, fragment] of fragments.entries()) {
    const text = fragment.text.replace(TAIL, '');
    const toAll = FOR_ALL.exec(text);
    const details = readDetails(toAll ? text.slice(toAll[0].length) : text, reading);
    const previous = items.at(-1);
    if (previous === undefined) {
      items.push(text);
    } else if (index > 0 && hasDetails(details) && details.rest === '') {
      if (toAll) shared.push(details);
      else items[items.length - 1] = `${previous}, ${text}`;
    } else if (several || nounList || startsItem(text, previous, first, reading)) {
      items.push(text.replace(ANOTHER, '').replace(/^(?:to|also|a task to|one to) /i, ''));
    } else {
      items[items.length - 1] = `${previous}${fragment.joiner}${text}`;
    }
  }
  return items.map((item) => toIntention(item, shared, reading));
}

function toIntention(item: string, shared: readonly Details[], reading: Reading): Intention {
  const details = readDetails(item.replace(TAIL, ''), reading);
  const title = titleOf(details.rest.replace(TAIL, ''), reading);
  if (title === '') return { kind: 'ask-title' };
  const task: NewTask = { title };
  for (const each of [...shared, details]) {
    if (each.notes !== undefined) task.notes = each.notes;
    if (each.priority !== undefined) task.priority = each.priority;
    if (each.dueOn !== undefined) task.dueOn = each.dueOn;
    if (each.tags !== undefined) task.tags = [...new Set([...(task.tags ?? []), ...each.tags])];
  }
  return { kind: 'add', task };
}

function titleOf(text: string, reading: Reading): string {
  const quoted = new RegExp(`^(?:a task )?(?:to |called |named )?(${MARKER})$`).exec(text)?.[1];
  const bare = quoted ?? text.replace(/^(?:to|that i (?:have|need) to|about) (?=.)/i, '');
  const title = reading.restore(bare).trim();
  return quoted ? title : title.charAt(0).toUpperCase() + title.slice(1);
}

/** Whether a fragment after "and" or "," is a task of its own rather than more of the one before. */
function startsItem(text: string, previous: string, first: string, reading: Reading): boolean {
  if (new RegExp(`^${MARKER}`).test(text) && new RegExp(MARKER).test(previous)) return true;
  if (/^(?:a task to|one to|to [a-z]+|also)\b/i.test(text)) return true;
  if (startsWithTaskVerb(text) || ANOTHER.test(text)) return true;
  // "tags work, slides" goes on with its tags.
  if (/\btags?:? [^#]*$/i.test(previous) && /^[\w-]+$/.test(text)) return false;
  const before = readDetails(previous, reading);
  if (before.dueOn !== undefined || before.priority !== undefined || before.tags !== undefined)
    return true;
  return looksLikeTitle(text) && looksLikeTitle(first);
}

/** "Alpha report": a capital and then a small letter, as titles are typed; "Mary Smith" is a name. */
function looksLikeTitle(text: string): boolean {
  return /^\p{Lu}\S* \p{Ll}/u.test(text);
}

/** "milk, eggs and bread" is three things; "buy milk, eggs and bread" is one errand. */
function isNounList(fragments: readonly Fragment[]): boolean {
  const short = fragments.every((each) => each.text.split(' ').length <= 4);
  const comma = fragments.some((each) => each.joiner.startsWith(','));
  return fragments.length > 1 && short && comma && !startsWithTaskVerb(fragments[0]?.text ?? '');
}

import type { Intention } from './intention.ts';
import { parseChange } from './parse-change.ts';
import { parseListRequest } from './parse-list-request.ts';
import { parseSmallTalk } from './parse-small-talk.ts';
import { parseTarget } from './parse-target.ts';
import type { Reading } from './reading.ts';

const DONE = '(?:done|completed?|finished|ticked off|off)';
const OPEN =
  '(?:not (?:yet )?(?:done|completed?|finished)|undone|open|incomplete|unfinished|to do|todo|pending|active)';
const REOPEN = [
  /^(?:re-?open|un-?complete|unmark|uncheck|un-?tick|restore|re-?activate|undo) (.+)$/i,
  new RegExp(
    `^(?:mark|set|move|change) (.+?) (?:as |to |back to |as being )*(?:${OPEN})(?: again)?$`,
    'i',
  ),
  /^(.+?) (?:is|are|was|isn't|aren't|wasn't) (?:actually )?(?:not )?(?:yet )?(?:undone|(?:done|finished|complete) after all|open again)$/i,
  /^(.+?) (?:is not|isn't|was not|wasn't) (?:actually |really )?(?:done|finished|completed?)(?: yet| after all)?$/i,
];
const COMPLETE = [
  new RegExp(
    `^(?:mark|set|check|tick|cross|move) (.+?) (?:as |to |off(?: as)? |as being )*${DONE}$`,
    'i',
  ),
  new RegExp(`^(?:mark|set) (?:as |off )?(?:done|completed?|finished)[:,]? (.+)$`, 'i'),
  /^(?:complete|finish|close|check off|tick off|cross off|tick|check|cross out|resolve|wrap up|i'm (?:done|finished) with|(?:i am )?done with|i(?:'ve| have)?(?: just| already)? (?:finished|completed|did|done)) (.+?)(?: off)?$/i,
  /^(.+?)(?: is|'s| are| was| has been| have been) (?:now |all |already )?(?:done|completed|complete|finished)(?: now)?$/i,
];
const DELETE =
  /^(?:delete|remove|erase|trash|drop|cancel|discard|get rid of|throw away|throw out|scrap|clear|bin) (.+)$/i;
const SHOW = [
  /^(?:show|open|get|view|give|see)(?: me)? (?:the |all |more )*(?:details?|info|information|notes?)(?: (?:of|for|about|on))+ (.+)$/i,
  /^(?:tell me (?:more )?about|more (?:about|on)|details? (?:of|about|on|for)|open) (.+)$/i,
  /^(?:when is|when's|when are) (.+?) due$/i,
  /^what(?:'s| is| are) the (?:due date|priority|status|deadline|tags?|notes?) (?:of|for|on) (.+)$/i,
  /^(?:is|are) (?!there\b|anything\b)(.+?) (?:done|finished|completed?|still open|due|overdue)(?: (?:yet|already|today|tomorrow))?$/i,
];

/** Words that begin a new request even in the middle of "add … and …". */
const STRONG =
  /^(?:add|create|remind me|complete|mark|check off|tick off|cross off|delete|rename|re-?open|un-?complete|reschedule|postpone|list|show me|show my|summari[sz]e|tell me|what|what's|which|how many|untag)\b/i;
/** Words that begin a request but are as common in to-do items: they need a clear object. */
const WEAK = /^(?:finish|close|remove|cancel|drop|tick|check|clear|erase|trash|scrap)\s+(.+)$/i;
const CLEAR_OBJECT =
  /^(?:[\uE000-\uF8FF]|(?:it|that|this|them|both|these|those)$|the (?:task|first|second|third|fourth|fifth|last|one)\b|task\b|#?\d+$|all\b|every)/i;

/** Reads one request that is not "add a task", or undefined. */
export function parseCommand(text: string, reading: Reading): Intention | undefined {
  const said = text.trim().replace(/[\s.!?]+$/, '');
  const asked = /\?\s*$/.test(text);
  return (
    parseSmallTalk(said) ??
    parseSummary(said) ??
    targeted('show', SHOW, said, reading) ??
    targeted('reopen', REOPEN, said, reading) ??
    (QUESTION.test(said) ? undefined : targeted('complete', COMPLETE, said, reading)) ??
    (asked && QUESTION.test(said) ? undefined : parseChange(said, reading)) ??
    targeted('delete', [DELETE], said, reading) ??
    parseListRequest(said, reading)
  );
}

/** Whether a fragment after "and" begins a request of its own, given that we are inside "add …" or not. */
export function startsRequest(
  text: string,
  insideAdd: boolean,
  startsLikeTask: (text: string) => boolean,
): boolean {
  if (STRONG.test(text)) return true;
  if (!insideAdd) return false;
  const object = WEAK.exec(text)?.[1];
  return object !== undefined && (CLEAR_OBJECT.test(object) || startsLikeTask(object));
}

const QUESTION =
  /^(?:what|which|who|when|how|why|where|is|are|do|does|did|have|has|can|could|show|list|find|any|search)\b/i;
const SUMMARY = [
  /\b(?:summari[sz]e|recap|overview of|sum up|brief me on|run me through|walk me through|plan|review|organi[sz]e) (?:my |the |me )*(day|today|week|tasks|list|to-?dos)\b/i,
  /^(?:summary|recap|overview|briefing|daily briefing|brief me|summari[sz]e|my (day|week)|(?:daily|weekly) summary)(?: (?:of )?(?:my |the )?(day|today|week))?(?: please)?$/i,
  /^(?:give me |show me )?(?:a |an |the |my )?(?:quick |short |daily )?(?:summary|overview|briefing|recap)(?: of| for)? ?(?:my |the )?(day|today|week|tasks|list)?$/i,
  /^what(?:'s| is| do i have| have i got| are my tasks|'s there)?(?: going)?(?: on| up| planned| happening| to do| coming up)*(?: (?:on )?(?:my|the) (?:plate|agenda|list|calendar|schedule))?(?: for)? (today|this week)$/i,
  /^how(?:'s| is| does| are) (?:my )?(day|today|week)(?: look(?:ing)?)?(?: like)?(?: today)?$/i,
  /^what does my (day|week) look like(?: today)?$/i,
  /^what (?:should|shall|must|can|do) i (?:do|work on|start with|focus on|tackle|need to do|have to do)(?: next| now| first)?(?: (today|this week))?$/i,
  /^what(?:'s| is) (?:next|up next|on my plate|on my agenda|most (?:urgent|important)|urgent|important)(?: (today|this week))?$/i,
];

function parseSummary(said: string): Intention | undefined {
  for (const pattern of SUMMARY) {
    const match = pattern.exec(said);
    if (match) return { kind: 'summarise', period: /week/i.test(match[0]) ? 'week' : 'today' };
  }
  return undefined;
}

function targeted(
  kind: 'complete' | 'reopen' | 'delete' | 'show',
  patterns: readonly RegExp[],
  said: string,
  reading: Reading,
): Intention | undefined {
  for (const pattern of patterns) {
    const object = pattern.exec(said)?.[1];
    const target = object === undefined ? undefined : parseTarget(object, reading);
    if (target) return { kind, target };
  }
  return undefined;
}

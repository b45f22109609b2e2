import type { Intention } from './intention.ts';
import { parseCommand, startsRequest } from './parse-command.ts';
import { newTaskText, parseNewTasks } from './parse-new-tasks.ts';
import { asksForRepetition, asksOutside } from './parse-small-talk.ts';
import { parsePositions, parseTarget } from './parse-target.ts';
import { questionIn } from './questions.ts';
import { hasDetails, readDetails } from './read-details.ts';
import { protectQuotes, type Reading } from './reading.ts';
import { splitMessage, type Fragment, type Piece } from './split-clauses.ts';
import { startsWithTaskVerb } from './task-verbs.ts';

export type Before = { userText: string; assistantText: string };

const POLITE_START =
  /^(?:(?:hi|hello|hey|hi there|hello there|ok|okay|so|also|now|then|and|please|pls|kindly|great|thanks|thank you|perfect|yes|yeah|yep|sure|actually|oh|well|alright|first|finally|next|lastly|good morning|good afternoon|good evening)[,!.]?\s+)*(?:(?:can|could|would|will) you (?:please )?(?:help me )?|i(?:'d| would) like (?:you )?to |i want (?:you )?to |i'd like you to |let's |let us |go ahead and |you (?:can|could|should) )?(?:(?:please|just|also|kindly)\s+)*/i;
const POLITE_END =
  /(?:,?\s+(?:please|pls|thanks|thank you|thx|for me|will you|would you|if you can))+(?=[\s.!?]*$)/i;
const YES =
  /^(?:yes|yeah|yep|yup|sure|ok|okay|please do|do it|go ahead|confirm(?:ed)?|yes,? (?:please|do(?: it| that)?|delete (?:it|them|those|these)(?: all)?|go ahead))(?: please)?$/i;

/**
 * What the person wants, in the order they said it; never empty. `before` is the exchange before
 * this message: "the second one" may answer a question asked there.
 */
export function parseIntentions(
  message: string,
  clock: { today: string; timeZone: string },
  before: Before,
): Intention[] {
  const { text, restore } = protectQuotes(message);
  const reading: Reading = { ...clock, restore };
  const reply = parseReply(text, reading, clock, before);
  if (reply) return reply;
  const intentions = splitMessage(text).flatMap((piece) => parsePiece(piece, reading));
  return settle(intentions);
}

function parsePiece(piece: Piece, reading: Reading): Intention[] {
  if (piece.kind === 'item') return [parseItem(piece.heading, piece.text, reading)];
  const fragments = polished(piece.fragments);
  const clauses: Fragment[][] = [];
  let insideAdd = false;
  for (const fragment of fragments) {
    const text = fragment.text.replace(POLITE_START, '') || fragment.text;
    const current = clauses.at(-1);
    const opens =
      current === undefined ||
      startsRequest(text, insideAdd, startsWithTaskVerb) ||
      (!insideAdd && opensOutsideAdd(text, reading));
    if (opens) {
      clauses.push([{ joiner: '', text }]);
      insideAdd = parseChangeLike(text, reading) === undefined && newTaskText(text) !== undefined;
    } else {
      current?.push(fragment);
    }
  }
  return clauses.flatMap((clause) => parseClause(clause, reading));
}

/** Outside "add …", a fragment that reads as a request of its own is one; more words for a title are not. */
function opensOutsideAdd(text: string, reading: Reading): boolean {
  if (newTaskText(text) !== undefined) return true;
  if (
    startsWithTaskVerb(text) &&
    !/^(?:finish|close|remove|cancel|drop|move|change|set|make|show|clear|push|open|update|tag|find|check)\b/i.test(
      text,
    )
  )
    return false;
  const intention = parseCommand(text, reading);
  return intention !== undefined && !['thank', 'dismiss', 'more', 'show'].includes(intention.kind);
}

/** "add a note to X" and "add #home to X" change a task; they do not add one. */
function parseChangeLike(text: string, reading: Reading): Intention | undefined {
  if (!/^(?:add|put|give|make|schedule)\b/i.test(text)) return undefined;
  const intention = parseCommand(text, reading);
  if (intention?.kind !== 'update') return undefined;
  const { changes, target } = intention;
  const aboutTags =
    changes.addTags !== undefined &&
    /^(?:add|put|give) (?:#|(?:the |a )?(?:tags?|labels?) )/i.test(text);
  const aboutNote = changes.addNote !== undefined && /^(?:add|put) (?:a |the )?note/i.test(text);
  const known = target.by !== 'title' && /^(?:make|put|give|schedule)\b/i.test(text);
  return aboutTags || aboutNote || known || /^make\b/i.test(text) ? intention : undefined;
}

function parseClause(clause: readonly Fragment[], reading: Reading): Intention[] {
  const whole = clause.map((each) => `${each.joiner}${each.text}`).join('');
  const firstText = clause[0]?.text ?? '';
  const changed = parseChangeLike(whole, reading);
  if (changed) return [changed];
  const lead = newTaskText(firstText);
  if (lead) {
    if (asksForRepetition(whole)) return [{ kind: 'refuse', reason: 'repeat' }];
    const fragments = [{ joiner: '', text: lead.text }, ...clause.slice(1)].filter(
      (each) => each.text !== '',
    );
    return fragments.length === 0
      ? [{ kind: 'ask-title' }]
      : parseNewTasks(fragments, lead.several, reading);
  }
  const command = parseCommand(whole, reading);
  if (command) return [command];
  if (asksOutside(reading.restore(whole))) return [{ kind: 'refuse', reason: 'outside' }];
  const details = readDetails(whole, reading);
  if (startsWithTaskVerb(whole) && !/\?\s*$|^\w+ me\b/i.test(whole)) {
    if (hasDetails(details)) return parseNewTasks(clause, false, reading);
    return [{ kind: 'unknown', suggestedTitle: reading.restore(details.rest) }];
  }
  return [{ kind: 'unknown' }];
}

function parseItem(heading: string, text: string, reading: Reading): Intention {
  const target = parseTarget(text, reading);
  if (/\b(?:complete|finish(?:ed)?|done|tick|check off)\b/i.test(heading) && target)
    return { kind: 'complete', target };
  if (/\b(?:delete|remove|drop|cancel)\b/i.test(heading) && target)
    return { kind: 'delete', target };
  if (/\b(?:reopen)\b/i.test(heading) && target) return { kind: 'reopen', target };
  const [intention] = parseNewTasks(
    [{ joiner: '', text: newTaskText(text)?.text ?? text }],
    false,
    reading,
  );
  const shared = readDetails(heading, reading);
  if (intention?.kind !== 'add') return { kind: 'ask-title' };
  const { priority, dueOn, tags } = shared;
  return { kind: 'add', task: { ...definedOnly({ priority, dueOn, tags }), ...intention.task } };
}

function definedOnly<T extends object>(fields: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key];
  return kept;
}

/** Takes politeness off the first and last fragments of a sentence. */
function polished(fragments: readonly Fragment[]): Fragment[] {
  const [first, ...others] = fragments;
  if (!first) return [];
  const opening = first.text.replace(POLITE_START, '');
  const rest = [{ joiner: '', text: opening }, ...others].filter((each) => each.text !== '');
  const kept = rest.length > 0 ? rest : [first];
  return kept
    .map((each, index) =>
      index === kept.length - 1 ? { ...each, text: each.text.replace(POLITE_END, '') } : each,
    )
    .filter(
      (each, index) => index === 0 || !/^(?:please|thanks|thank you|pls)[.!]*$/i.test(each.text),
    );
}

/** An answer to our question: a place in the list, a name, a title, yes or no. */
function parseReply(
  text: string,
  reading: Reading,
  clock: { today: string; timeZone: string },
  before: Before,
): Intention[] | undefined {
  const said = text.trim().replace(/[\s.!?]+$/, '');
  const question = questionIn(before.assistantText);
  const bare = said
    .replace(/^(?:yes|yeah|ok|okay|sure|i mean|i meant),?\s+(?=\S)/i, '')
    .replace(/,? please$/i, '');
  const target = parseTarget(bare, reading);
  const isPlace = parsePositions(bare) !== undefined || target?.by === 'all-shown';
  if (question === 'title') {
    if (parseCommand(said, reading) || newTaskText(said)) return undefined;
    return parseNewTasks([{ joiner: '', text: said }], false, reading);
  }
  if (question === 'confirm-delete') {
    return YES.test(said)
      ? [{ kind: 'delete', target: { by: 'all-shown' }, confirmed: true }]
      : undefined;
  }
  if (question && target) {
    const isName = target.by === 'title' && !parseCommand(said, reading) && !newTaskText(said);
    if (!isPlace && !isName) return undefined;
    const asked = parseIntentions(before.userText, clock, { userText: '', assistantText: '' });
    const pending = asked.find((each) => each.kind === question);
    if (pending && 'target' in pending) return [{ ...pending, target }];
    return question === 'update' ? undefined : [{ kind: question, target }];
  }
  return isPlace && target?.by === 'position' ? [{ kind: 'show', target }] : undefined;
}

/** Greetings and thanks beside a request are not answered; "make it urgent" right after "add …" belongs to it. */
function settle(intentions: readonly Intention[]): Intention[] {
  const requests = intentions.filter((each) => each.kind !== 'greet' && each.kind !== 'thank');
  const kept = requests.length > 0 ? requests : intentions.slice(0, 1);
  const settled: Intention[] = [];
  for (const intention of kept) {
    const previous = settled.at(-1);
    const ofPrevious = intention.kind === 'update' && intention.target.by === 'last-mentioned';
    if (ofPrevious && previous?.kind === 'add') {
      const { title, priority, dueOn, addTags, addNote } = intention.changes;
      const { task } = previous;
      if (title !== undefined) task.title = title;
      if (priority) task.priority = priority;
      if (dueOn) task.dueOn = dueOn;
      if (addTags) task.tags = [...new Set([...(task.tags ?? []), ...addTags])];
      if (addNote) task.notes = addNote;
    } else if (ofPrevious && previous?.kind === 'update') {
      Object.assign(previous.changes, definedOnly(intention.changes));
    } else {
      settled.push(intention);
    }
  }
  return settled.length > 0 ? settled : [{ kind: 'unknown' }];
}

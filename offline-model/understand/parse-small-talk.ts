import type { Intention } from './intention.ts';

const RULES: readonly [RegExp, Intention][] = [
  [
    /^(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?: there| again| everyone)?$/i,
    { kind: 'greet' },
  ],
  [
    /^(?:(?:many )?thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|ty|cheers|great|perfect|awesome|nice|cool|lovely|good job|well done|ok(?:ay)?|got it)(?:,? (?:thanks|thank you|job|work|stuff))?$/i,
    { kind: 'thank' },
  ],
  [
    /^(?:help(?: me)?|what (?:can|do) you (?:do|understand|know)(?: for me)?|how (?:can|do) (?:you|i) (?:help|use|work with).*|what can i (?:ask|say|do).*|commands|options|how does (?:this|it) work|i need help|what are you able to do)$/i,
    { kind: 'help' },
  ],
  [
    /^(?:who|what)(?: exactly)? are you$|^(?:which|what) (?:ai |language )?model (?:are you|is this|do you use|am i talking to)$|^are you (?:a |an |the )?(?:real |large )?(?:ai|llm|language model|model|human|robot|bot|person|real|online|offline|chatgpt|gpt.*|claude|gemini|chat ?bot|offline model|intelligent|smart)(?: person| model)?$|^(?:am i|is this) (?:talking to |chatting with )?(?:a |an )?(?:real |large )?(?:ai|llm|language model|human|person|bot|offline model|chatgpt)$|^what's your name$/i,
    { kind: 'introduce' },
  ],
  [
    /^(?:no|nope|none|none of (?:them|these|those)|never ?mind|cancel|cancel that|forget it|forget about it|don't|do not|stop|no thanks?(?: you)?|neither)$/i,
    { kind: 'dismiss' },
  ],
  [
    /^(?:undo|undo (?:that|this|it|the last (?:one|change|thing))|revert(?: that| it)?|take that back)$/i,
    { kind: 'refuse', reason: 'undo' },
  ],
  [
    /^(?:show |list |see |load )?(?:me )?(?:(?:the )?(?:next page|rest)|(?:show |list )?more(?: (?:tasks|of them|please))?|next|go on|continue)$/i,
    { kind: 'more' },
  ],
];
const REPEATING =
  /\b(?:every|each) (?:single |other |second )?(?:day|week|month|year|morning|evening|night|weekday|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|hour)s?\b|\b(?:daily|weekly|monthly|yearly|recurring|repeating)$/i;
const OUTSIDE =
  /^(?:send|email|e-mail|text|call|phone|message|book|order|buy|pay|play|open|turn|translate|write|search the web|google|share|assign|attach|upload|print|invite|schedule a (?:meeting|call)|set (?:an? )?(?:alarm|timer))\b.*\b(?:for me|to (?:my|the) (?:boss|team|colleague|friend)|to [A-Z]\w+|with [A-Z]\w+|alarm|timer|web|internet)/;

/** Greetings, thanks, questions about the model itself, and "never mind". */
export function parseSmallTalk(said: string): Intention | undefined {
  return RULES.find(([pattern]) => pattern.test(said))?.[1];
}

/** Whether a new task is asked to come back by itself, which tasks cannot do. */
export function asksForRepetition(text: string): boolean {
  return REPEATING.test(text);
}

/** Whether a request is for the world outside the task list: sending, booking, sharing. */
export function asksOutside(text: string): boolean {
  return OUTSIDE.test(text);
}

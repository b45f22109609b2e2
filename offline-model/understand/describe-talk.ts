import { escaped } from './markdown.ts';
import type { Outcome } from './outcome.ts';
import { QUESTIONS } from './questions.ts';

type Talk = Extract<
  Outcome,
  {
    kind:
      | 'no-more'
      | 'lost-track'
      | 'greeted'
      | 'helped'
      | 'thanked'
      | 'introduced'
      | 'dismissed'
      | 'title-missing'
      | 'refused'
      | 'not-understood';
  }
>;

const EXAMPLES = `- *add buy milk tomorrow and call the bank on Friday with high priority*
- *what is due this week?* or *show my high priority tasks*
- *complete buy milk*, *reopen it*, *delete the second one*
- *move call the bank to next Monday*, *rename buy milk to buy oat milk*
- *summarise my day*`;

/** Replies that no tool had a part in. It says that it is an offline model where that explains something. */
export function describeTalk(outcome: Talk): string {
  switch (outcome.kind) {
    case 'greeted':
      return 'Hello! I can add, find and change your tasks. Try *what is due today?* or *add buy milk tomorrow*.';
    case 'helped':
      return `I look after your task list. You can say things like:\n\n${EXAMPLES}\n\nI am the offline model: I understand plain requests about tasks, not open conversation.`;
    case 'introduced':
      return 'I am the offline model that comes with Throughline. I am a small program, not a language model: I understand plain requests about your tasks and carry them out. With an API key set, a real language model answers here instead.';
    case 'thanked':
      return 'You are welcome!';
    case 'dismissed':
      return 'All right, I left everything as it was.';
    case 'title-missing':
      return QUESTIONS.title;
    case 'no-more':
      return 'There is nothing more to show.';
    case 'lost-track':
      return 'I stopped here, before all of this was done. Your tasks page shows what was; please ask me for the rest.';
    case 'refused':
      return {
        repeat:
          'I cannot make tasks that repeat, so I added nothing. I can add it once, with a due date.',
        outside:
          'I cannot do that: I can only keep your task list. I can add it as a task if you start with *add*.',
        undated:
          'I cannot look for tasks that have no due date. *list my tasks* shows the dated ones with their dates.',
        undo: 'I cannot undo by myself. Tell me what to change back, for example *reopen buy milk* or *move it to Friday*.',
      }[outcome.reason];
    case 'not-understood':
      return notUnderstood(outcome.suggestedTitle);
  }
}

function notUnderstood(suggestedTitle: string | undefined): string {
  if (suggestedTitle !== undefined) {
    return `If that is a task to add, say *add ${escaped(suggestedTitle)}*. I am an offline model, so I need a request I know, and I would rather ask than guess.`;
  }
  return `I did not understand that. I am an offline model, not a language model, and I only know requests about tasks:\n\n${EXAMPLES}`;
}

import type { TargetedIntention } from './intention.ts';

export type Question = TargetedIntention['kind'] | 'title' | 'confirm-delete';

/** The questions we ask: read again in the next message to know what an answer is about. */
export const QUESTIONS = {
  complete: 'Which one should I mark as done?',
  reopen: 'Which one should I reopen?',
  delete: 'Which one should I delete?',
  update: 'Which one should I change?',
  show: 'Which one do you mean?',
  title: 'What should the task be called?',
  'confirm-delete': 'Shall I delete them all?',
} as const satisfies Record<Question, string>;

/** The question that a reply of ours asked, if it did. */
export function questionIn(assistantText: string): Question | undefined {
  const names: Question[] = [
    'complete',
    'reopen',
    'delete',
    'update',
    'show',
    'title',
    'confirm-delete',
  ];
  return names.find((name) => assistantText.includes(QUESTIONS[name]));
}

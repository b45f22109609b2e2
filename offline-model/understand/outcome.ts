import type { RefusalReason, TargetedIntention, TaskFilter } from './intention.ts';
import type { TaskPage, TaskSeen } from './task-seen.ts';

export type Verb = 'add' | 'list' | TargetedIntention['kind'];

/** What came of one intention, as the tools reported it: all that a reply may claim. */
export type Outcome =
  | { kind: 'added' | 'completed' | 'reopened' | 'deleted' | 'shown'; task: TaskSeen }
  | { kind: 'updated'; before: TaskSeen; task: TaskSeen }
  | { kind: 'unchanged'; task: TaskSeen; why: string }
  | { kind: 'listed'; page: TaskPage; filter: TaskFilter; countOnly: boolean; following: boolean }
  | { kind: 'summarised'; period: 'today' | 'week'; due: TaskPage; next: TaskPage }
  | { kind: 'failed'; verb: Verb; subject: string; message: string }
  | { kind: 'not-offered'; verb: Verb }
  | { kind: 'not-found'; verb: Verb; title: string }
  | { kind: 'none-match'; verb: Verb }
  | {
      kind: 'which';
      verb: TargetedIntention['kind'];
      title: string | undefined;
      candidates: TaskSeen[];
    }
  | { kind: 'confirm-delete'; tasks: TaskSeen[]; total: number }
  | { kind: 'too-many'; verb: Verb; total: number }
  | { kind: 'no-more' | 'lost-track' }
  | { kind: 'greeted' | 'helped' | 'thanked' | 'introduced' | 'dismissed' | 'title-missing' }
  | { kind: 'refused'; reason: RefusalReason }
  | { kind: 'not-understood'; suggestedTitle?: string | undefined };

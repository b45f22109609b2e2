export type Priority = 'none' | 'low' | 'medium' | 'high';

export type NewTask = {
  title: string;
  notes?: string | undefined;
  priority?: Priority | undefined;
  dueOn?: string | undefined;
  tags?: string[] | undefined;
};

/** The filters of list_tasks, dates inclusive, 'YYYY-MM-DD'. */
export type TaskFilter = {
  status?: 'open' | 'done' | undefined;
  priority?: Priority | undefined;
  tag?: string | undefined;
  dueAfter?: string | undefined;
  dueBefore?: string | undefined;
  query?: string | undefined;
  sort?: 'dueOn' | 'priority' | 'createdAt' | 'updatedAt' | 'title' | undefined;
};

/** Which task a request is about. Positions count from 1 in the last list shown; -1 is its last. */
export type Target =
  /** `parts`: the names in an "A and B", for when no task is called just that. */
  | { by: 'title'; title: string; parts?: string[] | undefined }
  | { by: 'titles'; titles: string[] }
  | { by: 'position'; positions: number[] }
  | { by: 'last-mentioned' }
  | { by: 'all-shown' }
  | { by: 'filter'; filter: TaskFilter };

/** What to change; some of it depends on the task as it is when the change is made. */
export type TaskChanges = {
  title?: string | undefined;
  priority?: Priority | undefined;
  dueOn?: string | null | undefined;
  shiftDays?: number | undefined;
  addTags?: string[] | undefined;
  removeTags?: string[] | undefined;
  addNote?: string | undefined;
};

/** One thing that the person wants, as read from one message. */
export type Intention =
  | { kind: 'add'; task: NewTask }
  | { kind: 'list'; filter: TaskFilter; countOnly?: boolean | undefined }
  | { kind: 'summarise'; period: 'today' | 'week' }
  | {
      kind: 'complete' | 'reopen' | 'delete' | 'show';
      target: Target;
      confirmed?: boolean | undefined;
    }
  | { kind: 'update'; target: Target; changes: TaskChanges }
  | { kind: 'more' }
  | { kind: 'greet' | 'help' | 'thank' | 'introduce' | 'dismiss' }
  | { kind: 'ask-title' }
  | { kind: 'refuse'; reason: RefusalReason }
  | { kind: 'unknown'; suggestedTitle?: string | undefined };

export type RefusalReason = 'repeat' | 'outside' | 'undo' | 'undated';

export type TargetedIntention = Extract<Intention, { target: Target }>;

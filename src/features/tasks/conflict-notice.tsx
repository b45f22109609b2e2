import type { Task } from '#src/contracts/task.ts';
import { Button } from '#src/ui/button.tsx';
import { priorityLabels } from './priority-icon.tsx';
import type { TaskDraft } from './task-draft.ts';

interface ConflictNoticeProps {
  draft: TaskDraft;
  /** The task as it stands now. */
  current: Task;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** Someone else, perhaps the agent, changed the task meanwhile: shows both and lets one choose. */
export function ConflictNotice({ draft, current, onKeepMine, onTakeTheirs }: ConflictNoticeProps) {
  const differences = compare(draft, current);
  return (
    <div role="alert" className="rounded-lg bg-warning-soft p-4 text-sm">
      <p className="font-medium">This task changed while you were editing it.</p>
      {differences.length === 0 ? null : (
        <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
          {differences.map(({ label, mine, theirs }) => (
            <div key={label} className="contents">
              <dt className="text-muted-foreground">{label}</dt>
              <dd className="min-w-0 wrap-anywhere">
                <span className="line-clamp-3">Now: {theirs}</span>
                <span className="line-clamp-3 text-muted-foreground">Yours: {mine}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className="mt-4 flex flex-wrap gap-2">
        <Button size="sm" onClick={onTakeTheirs}>
          Take the current one
        </Button>
        <Button size="sm" variant="primary" onClick={onKeepMine}>
          Save mine
        </Button>
      </div>
    </div>
  );
}

function compare(draft: TaskDraft, current: Task) {
  const rows = [
    { label: 'Title', mine: draft.title, theirs: current.title },
    { label: 'Notes', mine: draft.notes, theirs: current.notes },
    { label: 'Due date', mine: draft.dueOn, theirs: current.dueOn ?? '' },
    {
      label: 'Priority',
      mine: priorityLabels[draft.priority],
      theirs: priorityLabels[current.priority],
    },
    { label: 'Tags', mine: draft.tags.join(', '), theirs: current.tags.join(', ') },
  ];
  return rows
    .filter(({ mine, theirs }) => mine !== theirs)
    .map(({ label, mine, theirs }) => ({ label, mine: mine || '–', theirs: theirs || '–' }));
}

'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { Task } from '#src/contracts/task.ts';
import { updateTask } from '#src/contracts/tools/update-task.ts';
import { useSessionState } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { Button } from '#src/ui/button.tsx';
import { Dialog } from '#src/ui/dialog.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Field } from '#src/ui/field.tsx';
import { Input } from '#src/ui/input.tsx';
import { lengthComplaint } from '#src/ui/length-complaint.ts';
import { Textarea } from '#src/ui/textarea.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { draftOf } from './task-draft.ts';
import { TaskFields } from './task-fields.tsx';
import type { useTaskActions } from './use-task-actions.ts';

interface TaskDialogProps {
  task: Task;
  update: ReturnType<typeof useTaskActions>['update'];
  /** Shown once the session is over. */
  signInAgain: ReactNode;
  onClose: () => void;
  onDelete: (task: Task) => void;
}

/** All of one task, to be read and changed. Key it by the task's id. */
export function TaskDialog({ task, update, signInAgain, onClose, onDelete }: TaskDialogProps) {
  // The version that the person reads: a newer one shows up as a conflict when it is saved.
  const [base, setBase] = useState(task);
  const [draft, setDraft] = useState(() => draftOf(task));
  const [titleError, setTitleError] = useState<string>();
  const [session] = useSessionState();
  const refusal = update.error === null ? null : readError(update.error);
  const signedOut = refusal?.code === 'UNAUTHENTICATED';
  const error = signedOut && session === 'active' ? null : refusal;
  const current = Task.safeParse(error?.code === 'CONFLICT' ? error.details?.current : undefined);

  function save(version: number) {
    const input = updateTask.input.safeParse({
      id: base.id,
      version,
      ...draft,
      title: draft.title.trim(),
      dueOn: draft.dueOn === '' ? null : draft.dueOn,
    });
    const complaint = input.error?.issues.find((issue) => issue.path[0] === 'title');
    setTitleError(complaint && `The title ${complaint.message}.`);
    if (input.success) update.mutate(input.data, { onSuccess: close });
  }

  function close() {
    update.reset();
    onClose();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    save(base.version);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title="Edit task"
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Title" error={lengthComplaint(draft.title, 200) ?? titleError}>
          <Input
            value={draft.title}
            autoComplete="off"
            className="font-medium"
            onChange={(event) => {
              setDraft({ ...draft, title: event.target.value });
            }}
          />
        </Field>
        <Field label="Notes" error={lengthComplaint(draft.notes, 5000)}>
          <Textarea
            value={draft.notes}
            placeholder="Anything worth remembering"
            onChange={(event) => {
              setDraft({ ...draft, notes: event.target.value });
            }}
          />
        </Field>
        <TaskFields
          value={draft}
          onValueChange={(facts) => {
            setDraft({ ...draft, ...facts });
          }}
        />
        {current.success ? (
          <ConflictNotice
            draft={draft}
            current={current.data}
            onKeepMine={() => {
              save(current.data.version);
            }}
            onTakeTheirs={() => {
              setBase(current.data);
              setDraft(draftOf(current.data));
              update.reset();
            }}
          />
        ) : error === null ? null : (
          <ErrorNotice
            message={error.message}
            traceId={error.traceId}
            action={signedOut ? signInAgain : undefined}
          />
        )}
        <div className="mt-1 flex items-center gap-2">
          <Button
            variant="ghost-danger"
            className="-ml-3.5"
            onClick={() => {
              onDelete(base);
            }}
          >
            Delete
          </Button>
          <span className="flex-1" />
          <Button onClick={close}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            pending={update.isPending}
            disabled={current.success}
          >
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

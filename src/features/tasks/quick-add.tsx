'use client';

import { clsx } from 'clsx';
import { Plus } from 'lucide-react';
import { type FormEvent, type RefObject, useId, useState } from 'react';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { lengthComplaint } from '#src/ui/length-complaint.ts';
import { useEarlyText } from '#src/ui/use-early-text.ts';
import { noFacts, TaskFields, type TaskFacts } from './task-fields.tsx';
import type { useTaskActions } from './use-task-actions.ts';

interface QuickAddProps {
  actions: Pick<ReturnType<typeof useTaskActions>, 'add' | 'refused'>;
  inputRef: RefObject<HTMLInputElement | null>;
}

/** One line for the next task; date, priority and tags appear once there is something to add. */
export function QuickAdd({ actions: { add, refused }, inputRef }: QuickAddProps) {
  const [title, setTitle] = useState('');
  const [facts, setFacts] = useState<TaskFacts>(noFacts);
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  useEarlyText(inputRef, setTitle);
  const complaintId = useId();
  const complaint = lengthComplaint(title.trim(), 200);

  function submit(event: FormEvent) {
    event.preventDefault();
    const { dueOn, priority, tags } = facts;
    const input = addTask.input.safeParse({
      title: title.trim(),
      ...(dueOn === '' ? {} : { dueOn }),
      ...(priority === 'none' ? {} : { priority }),
      ...(tags.length === 0 ? {} : { tags }),
    });
    inputRef.current?.focus();
    if (!input.success) return;
    // The next one can be typed while this one is on its way; refused, it comes back.
    setTitle('');
    setFacts(noFacts);
    add.mutate(input.data, {
      onSuccess: (task) => {
        setSaid(`Added ${task.title}`);
      },
      onError: (error) => {
        setTitle((typed) => (typed === '' ? title : typed));
        setFacts(facts);
        setOpen(true);
        refused(error);
      },
    });
  }

  return (
    <Card
      className={clsx(
        'has-[[data-new-task]:focus-visible]:border-primary has-[[data-new-task]:focus-visible]:outline-2',
        'has-[[data-new-task]:focus-visible]:outline-[color-mix(in_oklab,var(--primary)_28%,transparent)]',
      )}
    >
      <form onSubmit={submit}>
        <div className="flex items-center gap-2.5 pr-2 pl-3.5">
          <Plus aria-hidden className="size-4.5 shrink-0 text-primary-text" />
          <input
            ref={inputRef}
            value={title}
            onChange={(event) => {
              setTitle(event.target.value);
            }}
            onFocus={() => {
              setOpen(true);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return;
              setOpen(false);
              event.currentTarget.blur();
            }}
            data-new-task
            aria-invalid={complaint !== undefined}
            aria-describedby={complaint === undefined ? undefined : complaintId}
            aria-label="New task"
            aria-keyshortcuts="n"
            placeholder="Add a task"
            enterKeyHint="done"
            autoComplete="off"
            className="h-12 min-w-0 flex-1 bg-transparent pointer-coarse:h-14 text-[0.9375rem] outline-hidden pointer-coarse:text-base"
          />
          <Button
            type="submit"
            variant="primary"
            size="sm"
            disabled={title.trim() === ''}
            className={clsx(!open && title === '' && 'invisible')}
          >
            Add task
          </Button>
        </div>
        {complaint === undefined ? null : (
          <p
            id={complaintId}
            role="alert"
            className="px-3.5 pb-2.5 text-[0.8125rem] text-destructive-text"
          >
            {complaint}
          </p>
        )}
        {open ? (
          <div className="border-t border-border p-3">
            <TaskFields value={facts} onValueChange={setFacts} compact />
          </div>
        ) : null}
        <p role="status" className="sr-only">
          {said}
        </p>
      </form>
    </Card>
  );
}

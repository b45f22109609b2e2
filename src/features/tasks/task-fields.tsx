'use client';

import { clsx } from 'clsx';
import { TaskPriority } from '#src/contracts/task.ts';
import { Field } from '#src/ui/field.tsx';
import { Input } from '#src/ui/input.tsx';
import { Select } from '#src/ui/select.tsx';
import { TagsInput } from '#src/ui/tags-input.tsx';
import { PriorityIcon, priorityLabels } from './priority-icon.tsx';

/** The fields of a task that are beside its title and notes. */
export interface TaskFacts {
  /** YYYY-MM-DD, or empty for no date. */
  dueOn: string;
  priority: TaskPriority;
  tags: string[];
}

export const noFacts: TaskFacts = { dueOn: '', priority: 'none', tags: [] };

const priorities = TaskPriority.options.map((priority) => ({
  value: priority,
  label: priorityLabels[priority],
  icon: <PriorityIcon priority={priority} />,
}));

interface TaskFieldsProps {
  value: TaskFacts;
  onValueChange: (value: TaskFacts) => void;
  /** Where space is short, labels are for screen readers only. */
  compact?: boolean;
}

/** Due date, priority and tags, for adding and for editing. */
export function TaskFields({ value, onValueChange, compact = false }: TaskFieldsProps) {
  return (
    <div
      className={clsx(
        'grid grid-cols-2 gap-2.5',
        compact ? 'sm:grid-cols-[9.5rem_9.5rem_1fr]' : 'gap-y-4',
      )}
    >
      <Field label="Due date" hideLabel={compact}>
        <Input
          type="date"
          value={value.dueOn}
          className={clsx(value.dueOn === '' && 'text-muted-foreground')}
          onChange={(event) => {
            onValueChange({ ...value, dueOn: event.target.value });
          }}
        />
      </Field>
      <Select
        label="Priority"
        hideLabel={compact}
        value={value.priority}
        onValueChange={(priority) => {
          onValueChange({ ...value, priority });
        }}
        options={priorities}
      />
      <TagsInput
        label="Tags"
        hideLabel={compact}
        value={value.tags}
        onValueChange={(tags) => {
          onValueChange({ ...value, tags });
        }}
        maxTags={10}
        maxLength={40}
        placeholder={compact ? 'Tags' : 'Add a tag'}
        className={compact ? 'col-span-2 sm:col-span-1' : 'col-span-2'}
      />
    </div>
  );
}

'use client';
import { useState } from 'react';
import type { ToolArguments } from '#src/contracts/approval.ts';
import { TaskPriority } from '#src/contracts/task.ts';
import { Button } from '#src/ui/button.tsx';
import { Field } from '#src/ui/field.tsx';
import { Input } from '#src/ui/input.tsx';
import { Select } from '#src/ui/select.tsx';
import { TagsInput } from '#src/ui/tags-input.tsx';
import { Textarea } from '#src/ui/textarea.tsx';
import { fieldLabel, fieldWords } from './field-words.ts';

interface ApprovalEditorProps {
  given: ToolArguments;
  pending: boolean;
  onCancel: () => void;
  onApprove: (changed: ToolArguments) => void;
}

/** The arguments of a call as a form. Which row it is about stays as it was asked. */
export function ApprovalEditor({ given, pending, onCancel, onApprove }: ApprovalEditorProps) {
  const [values, setValues] = useState(given);
  return (
    <form
      aria-label="Change what the agent will do"
      className="mt-3 space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        onApprove(values);
      }}
    >
      {editableFields(given).map((field, index) => (
        <FieldEditor
          key={field}
          field={field}
          value={values[field]}
          isFirst={index === 0}
          onChange={(value) => setValues({ ...values, [field]: value })}
        />
      ))}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="sm" variant="primary" pending={pending}>
          Approve the change
        </Button>
        <Button size="sm" disabled={pending} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

export function isEditable(given: ToolArguments): boolean {
  return editableFields(given).length > 0;
}

type Value = ToolArguments[string];

function editableFields(given: ToolArguments): string[] {
  return Object.keys(given).filter((field) => {
    const value = given[field];
    return field !== 'id' && (typeof value === 'string' || value === null || Array.isArray(value));
  });
}

function FieldEditor({
  field,
  value,
  isFirst,
  onChange,
}: {
  field: string;
  value: Value | undefined;
  isFirst: boolean;
  onChange: (value: Value) => void;
}) {
  const label = fieldLabel(field);
  const priority = TaskPriority.safeParse(value);
  if (field === 'priority' && priority.success) {
    const options = TaskPriority.options.map((each) => ({ value: each, label: fieldWords(each) }));
    return (
      <Select label={label} value={priority.data} onValueChange={onChange} options={options} />
    );
  }
  if (Array.isArray(value)) {
    const tags = value.map(String);
    return (
      <TagsInput label={label} value={tags} onValueChange={onChange} maxTags={10} maxLength={40} />
    );
  }
  const text = typeof value === 'string' ? value : '';
  const isDate = field === 'dueOn';
  return (
    <Field label={label}>
      {field === 'notes' ? (
        <Textarea value={text} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input
          // Whoever pressed Edit goes on in the first field.
          ref={isFirst ? (input) => input?.focus() : null}
          type={isDate ? 'date' : 'text'}
          value={text}
          onChange={({ target }) => onChange(isDate && target.value === '' ? null : target.value)}
        />
      )}
    </Field>
  );
}

'use client';

import { clsx } from 'clsx';
import { Search, X } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { TaskPriority } from '#src/contracts/task.ts';
import { Button } from '#src/ui/button.tsx';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Input } from '#src/ui/input.tsx';
import { Select } from '#src/ui/select.tsx';
import { useEarlyText } from '#src/ui/use-early-text.ts';
import { PriorityIcon, priorityLabels } from './priority-icon.tsx';
import { isNarrowed, noFilters, type TaskFilters } from './task-filters.ts';

const statuses = [
  { value: 'open', label: 'Open' },
  { value: 'done', label: 'Done' },
  { value: 'all', label: 'All' },
] as const;

const dues = [
  { value: 'any', label: 'Any date' },
  { value: 'overdue', label: 'Overdue' },
  { value: 'today', label: 'Due today' },
  { value: 'week', label: 'Next 7 days' },
] as const;

const priorities = [
  { value: 'any' as const, label: 'Any priority' },
  ...TaskPriority.options.toReversed().map((priority) => ({
    value: priority,
    label: priorityLabels[priority],
    icon: <PriorityIcon priority={priority} />,
  })),
];

const sorts = [
  { value: 'dueOn', label: 'By due date' },
  { value: 'priority', label: 'By priority' },
  { value: 'createdAt', label: 'Newest first' },
  { value: 'updatedAt', label: 'Last changed' },
  { value: 'title', label: 'By title' },
  { value: 'position', label: 'My order' },
] as const;

const searchDelayMs = 250;

interface TaskToolbarProps {
  filters: TaskFilters;
  onChange: (changed: Partial<TaskFilters>) => void;
  /** Tags of the tasks in sight. */
  tags: readonly string[];
  searchRef: RefObject<HTMLInputElement | null>;
}

export function TaskToolbar({ filters, onChange, tags, searchRef }: TaskToolbarProps) {
  const choices = useRef<HTMLDivElement>(null);
  const known = filters.tag === '' || tags.includes(filters.tag) ? tags : [filters.tag, ...tags];
  return (
    <div role="search" aria-label="Tasks" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <div
          role="group"
          aria-label="Status"
          className="flex rounded-md bg-muted p-0.5 text-sm font-medium"
        >
          {statuses.map(({ value, label }) => (
            <button
              key={value}
              type="button"
              aria-pressed={filters.status === value}
              onClick={() => {
                onChange({ status: value });
              }}
              className={clsx(
                'h-7.5 rounded-sm px-3 transition-colors duration-150 pointer-coarse:h-10',
                filters.status === value
                  ? 'bg-selected text-foreground shadow-rest'
                  : 'text-muted-foreground hover:text-foreground',
              )}
            >
              {label}
            </button>
          ))}
        </div>
        <Select
          label="Sort"
          hideLabel
          variant="quiet"
          className="ml-auto sm:order-3 sm:ml-0"
          value={filters.sort}
          onValueChange={(sort) => {
            onChange({ sort });
          }}
          options={sorts}
        />
        <SearchBox
          value={filters.q}
          onChange={(q) => {
            onChange({ q });
          }}
          inputRef={searchRef}
        />
      </div>
      <div
        ref={choices}
        role="group"
        aria-label="Filters"
        tabIndex={-1}
        className="-mx-2.5 flex flex-wrap items-center gap-x-0.5 rounded-md"
      >
        <Select
          label="Filter by date"
          hideLabel
          variant="quiet"
          value={filters.due}
          onValueChange={(due) => {
            onChange({ due });
          }}
          options={dues}
        />
        <Select
          label="Filter by priority"
          hideLabel
          variant="quiet"
          value={filters.priority}
          onValueChange={(priority) => {
            onChange({ priority });
          }}
          options={priorities}
        />
        {known.length === 0 ? null : (
          <Select
            label="Filter by tag"
            hideLabel
            variant="quiet"
            value={filters.tag}
            onValueChange={(tag) => {
              onChange({ tag });
            }}
            options={[
              { value: '', label: 'Any tag' },
              ...known.map((tag) => ({ value: tag, label: tag })),
            ]}
          />
        )}
        {isNarrowed(filters) ? (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              const { status, sort } = filters;
              onChange({ ...noFilters, status, sort });
              // The button goes away.
              choices.current?.focus();
            }}
          >
            <X aria-hidden />
            Clear
          </Button>
        ) : null}
      </div>
    </div>
  );
}

interface SearchBoxProps {
  value: string;
  onChange: (value: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

/** Searches when typing rests. */
function SearchBox({ value, onChange, inputRef }: SearchBoxProps) {
  const [text, setText] = useState(value);
  useEarlyText(inputRef, setText);
  const [known, setKnown] = useState(value);
  const [sent, setSent] = useState(value);
  // The address changed. Our own change must not undo what was typed since.
  if (value !== known) {
    setKnown(value);
    if (value !== sent) setText(value);
  }

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      setSent(text);
      onChange(text);
    }, searchDelayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text, value, onChange]);

  return (
    <div className="relative min-w-40 grow basis-full sm:basis-0">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 z-10 size-4 -translate-y-1/2 text-faint-foreground"
      />
      <Input
        ref={inputRef}
        type="text"
        role="searchbox"
        aria-label="Search tasks"
        aria-keyshortcuts="/"
        placeholder="Search"
        enterKeyHint="search"
        maxLength={200}
        value={text}
        className="pr-9 pl-9"
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      {text === '' ? null : (
        <IconButton
          label="Clear the search"
          size="sm"
          className="absolute top-1/2 right-1 -translate-y-1/2"
          onClick={() => {
            setText('');
            onChange('');
            inputRef.current?.focus();
          }}
        >
          <X />
        </IconButton>
      )}
    </div>
  );
}

'use client';

import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import { TaskPriority } from '#src/contracts/task.ts';
import { Button } from '#src/ui/button.tsx';
import { SearchBox } from '#src/ui/search-box.tsx';
import { Select } from '#src/ui/select.tsx';
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
          label="Search tasks"
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

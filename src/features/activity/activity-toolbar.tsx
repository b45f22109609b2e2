'use client';

import { X } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import { Button } from '#src/ui/button.tsx';
import { Input } from '#src/ui/input.tsx';
import { SearchBox } from '#src/ui/search-box.tsx';
import { Select } from '#src/ui/select.tsx';
import { type ActivityFilters, clientFilter, isNarrowed, noFilters } from './activity-filters.ts';
import type { ClientNames } from './describe-entry.ts';

const shows = [
  { value: 'changes', label: 'Changes' },
  { value: 'failures', label: 'Also what failed' },
  { value: 'everything', label: 'Also reading' },
] as const;

const kinds = [
  { value: '', label: 'Any kind' },
  { value: 'add_task', label: 'Added' },
  { value: 'update_task', label: 'Changed' },
  { value: 'complete_task', label: 'Completed' },
  { value: 'reopen_task', label: 'Reopened' },
  { value: 'delete_task', label: 'Deleted' },
  { value: 'undo_change', label: 'Undone' },
  { value: 'undo_run', label: 'Turns undone' },
];

interface ActivityToolbarProps {
  filters: ActivityFilters;
  onChange: (changed: Partial<ActivityFilters>) => void;
  names: ClientNames;
  searchRef: RefObject<HTMLInputElement | null>;
}

export function ActivityToolbar({ filters, onChange, names, searchRef }: ActivityToolbarProps) {
  const choices = useRef<HTMLDivElement>(null);
  const { show, by, tool, from, to, task, run, q } = filters;
  const people: { value: ActivityFilters['by']; label: string }[] = [
    { value: 'anyone', label: 'Anyone' },
    { value: 'person', label: 'You' },
    { value: 'agent', label: 'The agent' },
    { value: 'client', label: 'MCP clients' },
    ...Object.entries(names).map(([id, name]) => ({ value: clientFilter(id), label: name })),
  ];
  return (
    <div role="search" aria-label="Activity" className="flex flex-col gap-2">
      <SearchBox
        label="Search activity"
        value={q}
        onChange={(next) => {
          onChange({ q: next });
        }}
        inputRef={searchRef}
      />
      <div
        ref={choices}
        role="group"
        aria-label="Filters"
        tabIndex={-1}
        className="-mx-2.5 flex flex-wrap items-center gap-x-0.5 gap-y-1 rounded-md"
      >
        <Select
          label="What is shown"
          hideLabel
          variant="quiet"
          value={show}
          onValueChange={(next) => {
            onChange({ show: next });
          }}
          options={shows}
        />
        <Select
          label="Filter by who"
          hideLabel
          variant="quiet"
          value={by}
          onValueChange={(next) => {
            onChange({ by: next });
          }}
          options={people}
        />
        <Select
          label="Filter by kind"
          hideLabel
          variant="quiet"
          value={tool}
          onValueChange={(next) => {
            onChange({ tool: next });
          }}
          options={kinds}
        />
        <div className="flex flex-wrap items-center">
          <Day label="From" value={from} onChange={(next) => onChange({ from: next })} />
          <Day label="To" value={to} onChange={(next) => onChange({ to: next })} />
        </div>
        {task === '' ? null : <Chip label="One task" onClick={() => onChange({ task: '' })} />}
        {run === '' ? null : <Chip label="One turn" onClick={() => onChange({ run: '' })} />}
        {isNarrowed(filters) ? (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              onChange({ ...noFilters, show });
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

interface DayProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <label className="flex items-center gap-1.5 pl-2.5 text-sm text-muted-foreground">
      {label}
      <Input
        type="date"
        value={value}
        className="h-8! w-32 px-2! text-[0.8125rem]"
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}

/** A filter that is chosen elsewhere, and taken off here. */
function Chip({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="sm" aria-label={`${label} only: show all again`} onClick={onClick}>
      {label}
      <X aria-hidden />
    </Button>
  );
}

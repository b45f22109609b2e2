import { CircleCheckBig, ListPlus, SearchX } from 'lucide-react';
import Link from 'next/link';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { EmptyState } from '#src/ui/empty-state.tsx';
import { isNarrowed, type TaskFilters } from './task-filters.ts';

interface TasksEmptyProps {
  filters: TaskFilters;
  onClear: () => void;
  onAdd: () => void;
}

/** Why there is nothing here, and what to do about it. */
export function TasksEmpty({ filters, onClear, onAdd }: TasksEmptyProps) {
  if (isNarrowed(filters)) {
    return (
      <Card>
        <EmptyState
          icon={<SearchX />}
          title="No task matches"
          action={<Button onClick={onClear}>Clear the filters</Button>}
        >
          Nothing fits all of these filters at once.
        </EmptyState>
      </Card>
    );
  }
  if (filters.status === 'done') {
    return (
      <Card>
        <EmptyState icon={<CircleCheckBig />} title="Nothing done yet">
          Tick a task’s circle and it moves here.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card>
      <EmptyState
        icon={<ListPlus />}
        title="Nothing to do"
        action={
          <Button variant="primary" onClick={onAdd}>
            Add a task
          </Button>
        }
      >
        Write your next task above, or{' '}
        <Link
          href="/chat"
          className="font-medium text-primary-text underline underline-offset-4 hover:no-underline"
        >
          ask the agent
        </Link>
        : “Remind me to call Ada on Friday and buy milk today.”
      </EmptyState>
    </Card>
  );
}

'use client';
import { skipToken, useQuery } from '@tanstack/react-query';
import type { ToolArguments } from '#src/contracts/approval.ts';
import type { Task } from '#src/contracts/task.ts';
import type { ToolName } from '#src/contracts/tool-registry.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { Skeleton } from '#src/ui/skeleton.tsx';
import { TaskRow } from '../tool-results/task-row.tsx';
import { fieldLabel, fieldWords } from './field-words.ts';

/** What a call would do: the task that it is about as it stands, and each field before and after. */
export function ApprovalPreview({ tool, given }: { tool: ToolName; given: ToolArguments }) {
  const trpc = useTRPC();
  const { id } = given;
  const about = useQuery(
    trpc.tasks.get.queryOptions(typeof id === 'string' ? { id } : skipToken, { retry: false }),
  );
  const changes = changesOf(tool, given, about.data);
  return (
    <>
      {typeof id === 'string' && about.isPending && (
        <output aria-label="Loading the task" className="block px-3.5 py-3">
          <Skeleton className="h-4 w-2/3" />
        </output>
      )}
      {about.error && !about.data && (
        <p className="px-3.5 py-2.5 text-muted-foreground">{readError(about.error).message}</p>
      )}
      {about.data && <TaskRow task={about.data} gone={tool === 'delete_task'} />}
      {changes.length > 0 && (
        <dl className="space-y-1.5 border-border px-3.5 py-2.5 not-first:border-t">
          {changes.map(({ field, before, after }) => (
            <div key={field} className="flex flex-wrap items-baseline gap-x-3">
              <dt className="w-20 shrink-0 text-muted-foreground">{fieldLabel(field)}</dt>
              <dd className="min-w-0 flex-1 whitespace-pre-wrap wrap-anywhere">
                {before !== undefined && (
                  <>
                    <span className="sr-only">from </span>
                    <del className="text-muted-foreground">{before}</del>{' '}
                    <span className="sr-only">to</span>
                    <span aria-hidden className="text-faint-foreground">
                      →
                    </span>{' '}
                  </>
                )}
                <ins className="font-medium no-underline">{after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

interface FieldChange {
  field: string;
  /** Undefined where nothing is there before. */
  before: string | undefined;
  after: string;
}

function changesOf(tool: ToolName, given: ToolArguments, task: Task | undefined): FieldChange[] {
  const { id: _id, version: _version, ...fields } = given;
  const before = new Map<string, unknown>(Object.entries(task ?? {}));
  return Object.entries({ ...fields, ...statusAfter(tool) }).map(([field, value]) => ({
    field,
    before: before.has(field) ? fieldWords(before.get(field)) : undefined,
    after: fieldWords(value),
  }));
}

function statusAfter(tool: ToolName): Pick<Task, 'status'> | null {
  if (tool === 'complete_task') return { status: 'done' };
  if (tool === 'reopen_task') return { status: 'open' };
  return null;
}

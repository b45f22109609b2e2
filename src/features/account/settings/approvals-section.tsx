'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApprovalPolicy, ApprovalsSet } from '#src/contracts/approval.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { Select } from '#src/ui/select.tsx';
import { Skeleton } from '#src/ui/skeleton.tsx';
import { useToast } from '#src/ui/toast.tsx';
import { Section } from './section.tsx';

const policies: { value: ApprovalPolicy; label: string }[] = [
  { value: 'ask', label: 'Ask first' },
  { value: 'allow', label: 'Always allow' },
];

/** What the agent may do without asking. */
export function ApprovalsSection() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const settings = useQuery(trpc.approvals.list.queryOptions());
  const save = useMutation(
    trpc.approvals.set.mutationOptions({
      onSuccess: (saved) => queryClient.setQueryData(trpc.approvals.list.queryKey(), saved),
      onError: (error) => {
        setStrict(undefined);
        toast({ kind: 'error', title: readError(error).message });
      },
    }),
  );
  // As it will be, at once: the query's own state is told of a click later than the box is drawn.
  const [strict, setStrict] = useState<boolean>();
  if (strict !== undefined && strict === settings.data?.strict) setStrict(undefined);
  const change = (changed: ApprovalsSet) => save.mutate(changed);
  return (
    <Section
      id="approvals"
      title="What the agent asks"
      about="Where it asks first, it waits in the chat until you allow it."
    >
      {settings.isPending && (
        <output aria-label="Loading what the agent asks" className="block space-y-3">
          <Skeleton className="h-5 w-2/3" />
          <Skeleton className="h-5 w-1/2" />
        </output>
      )}
      {settings.error && !settings.data && (
        <ErrorNotice
          message={readError(settings.error).message}
          onRetry={() => void settings.refetch()}
        />
      )}
      {settings.data && (
        <>
          <ul className="divide-y divide-border">
            {settings.data.tools.map(({ tool, title, policy }) => (
              <li key={tool} className="flex items-center justify-between gap-3 py-1.5 text-sm">
                <span className="min-w-0">{title}</span>
                <Select
                  label={title}
                  hideLabel
                  variant="quiet"
                  value={policy}
                  options={policies}
                  onValueChange={(next) => change({ tools: { [tool]: next } })}
                />
              </li>
            ))}
          </ul>
          <label className="mt-3 flex items-start gap-2.5 border-t border-border pt-4 text-sm">
            <input
              type="checkbox"
              className="mt-0.5 size-4 shrink-0 accent-primary"
              checked={strict ?? settings.data.strict}
              onChange={({ target }) => {
                setStrict(target.checked);
                change({ strict: target.checked });
              }}
            />
            <span>
              Strict
              <span className="mt-0.5 block text-[0.8125rem] text-pretty text-muted-foreground">
                Once the agent has read anything that you did not type in the chat, it asks before
                every change, whatever is allowed above.
              </span>
            </span>
          </label>
        </>
      )}
    </Section>
  );
}

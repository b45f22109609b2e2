'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldQuestion } from 'lucide-react';
import { useId, useState } from 'react';
import type { Approval, ChatDecide } from '#src/contracts/approval.ts';
import { toolRegistry, type ToolName } from '#src/contracts/tool-registry.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorNotice } from '#src/ui/error-notice.tsx';
import { ApprovalEditor, isEditable } from './approval-editor.tsx';
import { ApprovalPreview } from './approval-preview.tsx';

/** Asks the person about one tool call: what will happen exactly, and the ways to decide. */
export function ApprovalRequest({ tool, approval }: { tool: ToolName; approval: Approval }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const decide = useMutation(trpc.chat.decide.mutationOptions());
  const allow = useMutation(trpc.approvals.set.mutationOptions());
  const [editing, setEditing] = useState(false);
  const headingId = useId();
  const { title, annotations } = toolRegistry[tool];
  const { id: approvalId, arguments: asked } = approval;
  // What was decided comes with the run's events; until then nothing can be pressed twice.
  const busy = decide.isPending || decide.isSuccess || allow.isPending;
  const failure = decide.error ?? allow.error;
  const settle = (decision: Omit<ChatDecide, 'approvalId'>) =>
    decide.mutate({ approvalId, ...decision });

  function allowAlways() {
    allow.mutate(
      { tools: { [tool]: 'allow' } },
      {
        onSuccess: (settings) => {
          queryClient.setQueryData(trpc.approvals.list.queryKey(), settings);
          settle({ decision: 'approve' });
        },
      },
    );
  }

  return (
    <section aria-labelledby={headingId} className="px-3.5 py-3 text-sm">
      <h2 id={headingId} className="flex items-center gap-2.5 font-medium">
        <ShieldQuestion aria-hidden className="size-4 shrink-0 text-warning" />
        <span>{`May the agent ${title.charAt(0).toLowerCase()}${title.slice(1)}?`}</span>
      </h2>
      <div className="mt-2.5 overflow-hidden rounded-md border border-border">
        <ApprovalPreview tool={tool} given={asked} />
      </div>
      {failure && <ErrorNotice className="mt-2.5" message={readError(failure).message} />}
      {editing ? (
        <ApprovalEditor
          given={asked}
          pending={decide.isPending}
          onCancel={() => setEditing(false)}
          onApprove={(changed) => settle({ decision: 'approve', arguments: changed })}
        />
      ) : (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button
            size="sm"
            variant={annotations.destructive ? 'danger' : 'primary'}
            pending={busy && decide.variables?.decision !== 'deny'}
            disabled={busy}
            onClick={() => settle({ decision: 'approve' })}
          >
            Approve
          </Button>
          {isEditable(asked) && (
            <Button size="sm" disabled={busy} onClick={() => setEditing(true)}>
              Edit
            </Button>
          )}
          <Button
            size="sm"
            pending={busy && decide.variables?.decision === 'deny'}
            disabled={busy}
            onClick={() => settle({ decision: 'deny' })}
          >
            Deny
          </Button>
          <Button
            size="sm"
            variant="ghost"
            className="sm:ml-auto"
            disabled={busy}
            onClick={allowAlways}
          >
            Always allow
          </Button>
        </div>
      )}
    </section>
  );
}

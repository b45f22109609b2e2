'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { Task } from '#src/contracts/task.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { useToast } from '#src/ui/toast.tsx';

/** Why a change cannot be undone: what stands there now, and what would have been put back. */
const UndoConflict = z.object({
  entryId: z.string(),
  current: Task.nullable(),
  putBack: Task.nullable(),
});
export type UndoConflict = z.infer<typeof UndoConflict>;

/** Undoes one change, or all of a turn. A conflict stays at hand until it is dismissed. */
export function useUndo() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [conflict, setConflict] = useState<UndoConflict | null>(null);

  const onSettled = () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.activity.pathFilter()),
      queryClient.invalidateQueries(trpc.tasks.pathFilter()),
    ]);

  function onError(error: unknown) {
    const { code, message, details, traceId } = readError(error);
    // The page's own notice tells that the session is over.
    if (code === 'UNAUTHENTICATED') return;
    const both = UndoConflict.safeParse(details);
    if (both.success) setConflict(both.data);
    else toast({ kind: 'error', title: message, description: traceId && `Trace ${traceId}` });
  }

  const undo = useMutation(
    trpc.activity.undo.mutationOptions({
      onSuccess: ({ task }) => {
        toast({ title: 'Undone', description: task?.title });
      },
      onError,
      onSettled,
    }),
  );
  const undoRun = useMutation(
    trpc.activity.undoRun.mutationOptions({
      onSuccess: ({ items: { length } }) => {
        toast({
          title: 'All of this turn is undone',
          description: length === 1 ? '1 change' : `${length} changes`,
        });
      },
      onError,
      onSettled,
    }),
  );
  return {
    undo: (id: string) => undo.mutate({ id }),
    undoRun: (runId: string) => undoRun.mutate({ runId }),
    /** The entry that is being undone, or the run. */
    pending: undo.isPending
      ? undo.variables.id
      : undoRun.isPending
        ? undoRun.variables.runId
        : null,
    conflict,
    dismiss: () => setConflict(null),
  };
}

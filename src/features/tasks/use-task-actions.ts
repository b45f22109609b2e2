'use client';

import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Task } from '#src/contracts/task.ts';
import type { ToolOutput } from '#src/contracts/tool-registry.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { useToast } from '#src/ui/toast.tsx';

type Pages = InfiniteData<ToolOutput<'list_tasks'>>;

/**
 * What can be done to tasks. Lists show completing, reopening and deleting at once, go back when
 * the change is refused, and are read again when the last change under way is settled.
 */
export function useTaskActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const lists = trpc.tasks.list.infiniteQueryFilter();

  /** Shows a change before the server has answered; gives back how to take it back. */
  async function show(change: (tasks: Task[]) => Task[]) {
    await queryClient.cancelQueries(lists);
    const before = queryClient.getQueriesData<Pages>(lists);
    queryClient.setQueriesData<Pages>(
      lists,
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page) => ({ ...page, items: change(page.items) })),
        },
    );
    return () => {
      for (const [key, data] of before) queryClient.setQueryData(key, data);
    };
  }

  function refused(error: unknown, takeBack?: () => void) {
    takeBack?.();
    const { code, message, traceId } = readError(error);
    // The page's own notice tells that the session is over.
    if (code === 'UNAUTHENTICATED') return;
    toast({ kind: 'error', title: message, description: traceId && `Trace ${traceId}` });
  }

  function settled() {
    // Reading while another change is under way would show the list without it for a moment.
    if (queryClient.isMutating({ mutationKey: trpc.tasks.pathKey() }) > 1) return;
    return queryClient.invalidateQueries(trpc.tasks.pathFilter());
  }

  const set = (id: string, fields: Partial<Task>) =>
    show((tasks) => tasks.map((task) => (task.id === id ? { ...task, ...fields } : task)));

  const add = useMutation(trpc.tasks.add.mutationOptions({ onSettled: settled }));
  const update = useMutation(trpc.tasks.update.mutationOptions({ onSettled: settled }));
  const reopen = useMutation(
    trpc.tasks.reopen.mutationOptions({
      onMutate: ({ id }) => set(id, { status: 'open', completedAt: null }),
      onError: (error, _input, takeBack) => {
        refused(error, takeBack);
      },
      onSettled: settled,
    }),
  );
  const complete = useMutation(
    trpc.tasks.complete.mutationOptions({
      onMutate: ({ id }) => set(id, { status: 'done' }),
      onSuccess: ({ id, title }) => {
        toast({
          title: 'Completed',
          description: title,
          action: {
            label: 'Undo',
            onClick: () => {
              reopen.mutate({ id });
            },
          },
        });
      },
      onError: (error, _input, takeBack) => {
        refused(error, takeBack);
      },
      onSettled: settled,
    }),
  );
  const remove = useMutation(
    trpc.tasks.delete.mutationOptions({
      onMutate: ({ id }) => show((tasks) => tasks.filter((task) => task.id !== id)),
      onSuccess: ({ title }) => {
        toast({ title: 'Deleted', description: title });
      },
      onError: (error, _input, takeBack) => {
        refused(error, takeBack);
      },
      onSettled: settled,
    }),
  );

  return { add, update, complete, reopen, remove, refused };
}

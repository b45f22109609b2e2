'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { Conversation } from '#src/contracts/chat.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { ConfirmDialog } from '#src/ui/confirm-dialog.tsx';
import { useToast } from '#src/ui/toast.tsx';
import { messageFieldId } from './composer.tsx';
import { conversationPath } from './conversation-path.ts';

interface DeleteConversationProps {
  conversation: Conversation;
  /** It is the one on the page, which then has nothing to show. */
  current: boolean;
  onClose: () => void;
}

export function DeleteConversation({ conversation, current, onClose }: DeleteConversationProps) {
  // The page goes on to a new conversation before the question is gone.
  const [wasCurrent] = useState(current);
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.chat.delete.mutationOptions({
      onSuccess: async () => {
        if (current) router.push(conversationPath());
        await queryClient.invalidateQueries(trpc.chat.list.pathFilter());
        onClose();
      },
      onError: (error) => {
        toast({
          title: 'The conversation was not deleted',
          description: readError(error).message,
          kind: 'error',
        });
        onClose();
      },
    }),
  );
  const deletesPage = () => wasCurrent && (remove.isPending || remove.isSuccess);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Delete this conversation?"
      description={
        <>
          “{conversation.title}” will be gone for good. Tasks that the agent added or changed in it
          stay as they are.
        </>
      }
      confirmLabel="Delete"
      finalFocus={() => (deletesPage() ? document.getElementById(messageFieldId) : null)}
      pending={remove.isPending}
      onConfirm={() => remove.mutate({ conversationId: conversation.id })}
    />
  );
}

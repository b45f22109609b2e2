'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type Conversation, ConversationTitle } from '#src/contracts/chat.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { Button } from '#src/ui/button.tsx';
import { Dialog } from '#src/ui/dialog.tsx';
import { Field } from '#src/ui/field.tsx';
import { Input } from '#src/ui/input.tsx';

interface RenameConversationProps {
  conversation: Conversation;
  onClose: () => void;
}

export function RenameConversation({ conversation, onClose }: RenameConversationProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState(conversation.title);
  const [asked, setAsked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const rename = useMutation(
    trpc.chat.rename.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.chat.list.pathFilter());
        void queryClient.invalidateQueries(
          trpc.chat.get.queryFilter({ conversationId: conversation.id }),
        );
        onClose();
      },
    }),
  );
  const fits = ConversationTitle.safeParse(title.trim()).success;

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Rename conversation"
      size="sm"
      initialFocus={field}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (fits) rename.mutate({ conversationId: conversation.id, title: title.trim() });
        }}
      >
        <Field
          label="Name"
          error={
            rename.error
              ? readError(rename.error).message
              : asked && !fits
                ? 'A name has 1 to 120 characters.'
                : undefined
          }
        >
          <Input
            ref={field}
            onFocus={(event) => event.target.select()}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            autoComplete="off"
          />
        </Field>
        <div className="mt-6 flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

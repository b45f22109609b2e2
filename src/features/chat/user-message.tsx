'use client';
import { clsx } from 'clsx';
import { Pencil } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ChatSend } from '#src/contracts/chat.ts';
import { Button } from '#src/ui/button.tsx';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Textarea } from '#src/ui/textarea.tsx';

interface UserMessageProps {
  text: string;
  sending?: boolean;
  /** Sends another version; absent where that makes no sense, as while it is being sent. */
  onEdit?: ((text: string) => Promise<boolean>) | undefined;
  /** Walks its versions. */
  nav?: ReactNode;
}

/** What the person wrote, word for word: their text is no markdown. */
export function UserMessage({ text, sending = false, onEdit, nav }: UserMessageProps) {
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);

  function close() {
    setEditing(false);
    // It is there again after the paint.
    requestAnimationFrame(() => pencil.current?.focus());
  }

  if (editing && onEdit) {
    return (
      <article aria-label="You wrote" className="flex justify-end">
        <EditForm
          text={text}
          onCancel={close}
          onSend={async (next) => {
            if (await onEdit(next)) close();
          }}
        />
      </article>
    );
  }
  return (
    <article aria-label="You wrote" className="group/message flex flex-col items-end gap-1">
      <p
        className={clsx(
          'max-w-[85%] rounded-xl rounded-br-sm bg-accent px-4 py-2.5 wrap-anywhere whitespace-pre-wrap transition-opacity sm:max-w-[75%]',
          sending && 'opacity-60',
        )}
      >
        {text}
      </p>
      <div className="flex items-center gap-1">
        {onEdit ? (
          <IconButton
            ref={pencil}
            label="Edit this message"
            size="sm"
            className="pointer-fine:opacity-0 pointer-fine:group-focus-within/message:opacity-100 pointer-fine:group-hover/message:opacity-100"
            onClick={() => setEditing(true)}
          >
            <Pencil />
          </IconButton>
        ) : null}
        {nav}
      </div>
    </article>
  );
}

interface EditFormProps {
  text: string;
  onCancel: () => void;
  onSend: (text: string) => Promise<void>;
}

function EditForm({ text, onCancel, onSend }: EditFormProps) {
  const [draft, setDraft] = useState(text);
  const [sending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const canSend = ChatSend.shape.text.safeParse(draft).success;

  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(-1, -1);
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!canSend || sending) return;
    setSending(true);
    // What could not be sent stays here.
    void onSend(draft).finally(() => setSending(false));
  }

  return (
    <form onSubmit={submit} className="w-full max-w-[85%] sm:max-w-[75%]">
      <Textarea
        ref={field}
        aria-label="Edit this message"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel();
          // Enter also ends the choice of a character in an input method.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          submit(event);
        }}
      />
      <div className="mt-2 flex justify-end gap-2">
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" type="submit" variant="primary" pending={sending} disabled={!canSend}>
          Send
        </Button>
      </div>
    </form>
  );
}

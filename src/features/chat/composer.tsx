'use client';
import { clsx } from 'clsx';
import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { ChatSend } from '#src/contracts/chat.ts';
import { IconButton } from '#src/ui/icon-button.tsx';
import { useEarlyText } from '#src/ui/use-early-text.ts';

/** Where one goes on talking, for what takes the focus away from its place. */
export const messageFieldId = 'message';

const MAX_LENGTH = 8000;
/** From here on the count is shown. */
const COUNT_FROM = 7500;

interface ComposerProps {
  /** Resolves to whether it was sent; if not, the text comes back. */
  onSend: (text: string) => Promise<boolean>;
  sending: boolean;
  /** An answer is under way: it can be stopped, and the next message waits for its end. */
  running: boolean;
  onStop: () => void;
  stopping: boolean;
}

export function Composer({ onSend, sending, running, onStop, stopping }: ComposerProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEarlyText(field, setText);
  const countId = useId();
  const tooLong = text.length > MAX_LENGTH;
  const canSend = !sending && !running && ChatSend.shape.text.safeParse(text).success;

  useEffect(() => {
    // From the link that led here, and from nothing that the person turned to meanwhile.
    const focused = document.activeElement;
    const isFree = focused === document.body || focused instanceof HTMLAnchorElement;
    if (isFree) focusField(field.current);
  }, []);

  // Gone or disabled, the button would take the focus with it.
  const stopRef = useCallback(
    (button: HTMLButtonElement) => () => {
      if (document.activeElement === button) focusField(field.current);
    },
    [],
  );

  async function submit() {
    if (!canSend) return;
    setText('');
    field.current?.focus();
    // What was typed meanwhile comes after what could not be sent.
    if (!(await onSend(text))) {
      setText((typed) => (typed === '' ? text : `${text}\n${typed}`));
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter also ends the choice of a character in an input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  }

  return (
    <>
      {text.length >= COUNT_FROM && (
        <p
          id={countId}
          role={tooLong ? 'alert' : undefined}
          className={clsx(
            'px-1 pb-1.5 text-right text-xs tabular-nums',
            tooLong ? 'font-medium text-destructive-text' : 'text-faint-foreground',
          )}
        >
          {tooLong
            ? `${format(text.length - MAX_LENGTH)} characters too many: ${format(MAX_LENGTH)} at most`
            : `${format(MAX_LENGTH - text.length)} characters left`}
        </p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        className={clsx(
          'flex items-end gap-2 rounded-xl border bg-card py-1.5 pr-1.5 pl-4 shadow-rest transition-[border-color,box-shadow] duration-150',
          'has-[textarea:focus-visible]:outline-3 has-[textarea:focus-visible]:outline-primary/12',
          tooLong
            ? 'border-destructive'
            : 'border-input has-[textarea:focus-visible]:border-primary',
        )}
      >
        <textarea
          ref={field}
          id={messageFieldId}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          rows={1}
          aria-label="Message"
          aria-invalid={tooLong || undefined}
          aria-describedby={text.length >= COUNT_FROM ? countId : undefined}
          placeholder="Ask, or say what to add"
          enterKeyHint="send"
          className="field-sizing-content max-h-[40dvh] min-h-9 min-w-0 flex-1 resize-none self-center bg-transparent py-1.5 text-base leading-6 outline-hidden pointer-fine:text-[0.9375rem]"
        />
        {running ? (
          <IconButton
            key="stop"
            label={stopping ? 'Stopping' : 'Stop'}
            variant="secondary"
            disabled={stopping}
            ref={stopRef}
            onClick={() => {
              onStop();
              focusField(field.current);
            }}
            className="rounded-lg!"
          >
            <Square className="fill-current" />
          </IconButton>
        ) : (
          <IconButton
            key="send"
            label="Send"
            type="submit"
            variant="primary"
            disabled={!canSend}
            className="rounded-lg!"
          >
            <ArrowUp />
          </IconButton>
        )}
      </form>
    </>
  );
}

/** On a touch screen focus would open the keyboard over the page. */
function focusField(field: HTMLElement | null): void {
  if (window.matchMedia('(pointer: fine)').matches) field?.focus();
}

function format(count: number): string {
  return count.toLocaleString('en');
}

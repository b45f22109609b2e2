'use client';

import { Search, X } from 'lucide-react';
import { type RefObject, useEffect, useState } from 'react';
import { IconButton } from './icon-button.tsx';
import { Input } from './input.tsx';
import { useEarlyText } from './use-early-text.ts';

const searchDelayMs = 250;

interface SearchBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

/** Searches when typing rests. */
export function SearchBox({ label, value, onChange, inputRef }: SearchBoxProps) {
  const [text, setText] = useState(value);
  useEarlyText(inputRef, setText);
  const [known, setKnown] = useState(value);
  const [sent, setSent] = useState(value);
  // The address changed. Our own change must not undo what was typed since.
  if (value !== known) {
    setKnown(value);
    if (value !== sent) setText(value);
  }

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      setSent(text);
      onChange(text);
    }, searchDelayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text, value, onChange]);

  return (
    <div className="relative min-w-40 grow basis-full sm:basis-0">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 z-10 size-4 -translate-y-1/2 text-faint-foreground"
      />
      <Input
        ref={inputRef}
        type="text"
        role="searchbox"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder="Search"
        enterKeyHint="search"
        maxLength={200}
        value={text}
        className="pr-9 pl-9"
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      {text === '' ? null : (
        <IconButton
          label="Clear the search"
          size="sm"
          className="absolute top-1/2 right-1 -translate-y-1/2"
          onClick={() => {
            setText('');
            onChange('');
            inputRef.current?.focus();
          }}
        >
          <X />
        </IconButton>
      )}
    </div>
  );
}

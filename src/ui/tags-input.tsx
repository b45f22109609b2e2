'use client';

import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { Badge } from './badge.tsx';
import { controlClass } from './control-class.ts';

interface TagsInputProps {
  label: string;
  hideLabel?: boolean;
  value: readonly string[];
  onValueChange: (value: string[]) => void;
  maxTags: number;
  maxLength: number;
  placeholder?: string;
  className?: string;
}

/** Labels that are typed one after another: Enter, comma or leaving the field keeps one. */
export function TagsInput({
  label,
  hideLabel = false,
  value,
  onValueChange,
  maxTags,
  maxLength,
  placeholder,
  className,
}: TagsInputProps) {
  const id = useId();
  const [text, setText] = useState('');

  function keep(typed: string) {
    const added = typed.split(',').map((tag) => tag.trim().slice(0, maxLength));
    const next = [...new Set([...value, ...added.filter((tag) => tag !== '')])].slice(0, maxTags);
    if (next.length !== value.length) onValueChange(next);
    setText('');
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault();
      keep(text);
    }
    if (event.key === 'Backspace' && text === '') onValueChange(value.slice(0, -1));
  }

  return (
    <div className={clsx('flex min-w-0 flex-col gap-1.5', className)}>
      <label
        htmlFor={id}
        className={hideLabel ? 'sr-only' : 'text-[0.8125rem] font-medium text-muted-foreground'}
      >
        {label}
      </label>
      <div
        className={clsx(
          controlClass,
          'flex min-h-9 flex-wrap items-center gap-1.5 px-2 py-1.5 pointer-coarse:min-h-11',
        )}
      >
        {value.map((tag) => (
          <Badge key={tag} className="pr-0.5">
            <span className="truncate">{tag}</span>
            <button
              type="button"
              aria-label={`Remove the tag ${tag}`}
              className="touch-target rounded-sm p-0.5 hover:bg-accent hover:text-foreground"
              onClick={() => {
                onValueChange(value.filter((each) => each !== tag));
              }}
            >
              <X aria-hidden />
            </button>
          </Badge>
        ))}
        {value.length >= maxTags ? null : (
          <input
            id={id}
            value={text}
            maxLength={maxLength}
            autoCapitalize="none"
            placeholder={value.length === 0 ? placeholder : undefined}
            className="-my-1.5 h-8.5 min-w-16 flex-1 bg-transparent px-1 text-sm outline-hidden pointer-coarse:text-base"
            onChange={(event) => {
              if (event.target.value.includes(',')) keep(event.target.value);
              else setText(event.target.value);
            }}
            onKeyDown={onKeyDown}
            onBlur={() => {
              keep(text);
            }}
          />
        )}
      </div>
    </div>
  );
}

'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { IconButton } from '#src/ui/icon-button.tsx';

interface VersionNavProps {
  /** Of the message that is shown. */
  id: string;
  versions: readonly string[];
  onShow: (id: string) => void;
}

/** "‹ 2 / 3 ›": walks the versions of a message, with the arrow keys as well. */
export function VersionNav({ id, versions, onShow }: VersionNavProps) {
  if (versions.length < 2) return null;
  const index = versions.indexOf(id);
  const go = (step: number) => () => {
    const next = versions[index + step];
    if (next !== undefined) onShow(next);
  };

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowLeft') go(-1)();
    else if (event.key === 'ArrowRight') go(1)();
    else return;
    event.preventDefault();
  }

  return (
    <div
      role="group"
      aria-label={`Version ${index + 1} of ${versions.length}`}
      className="flex items-center text-xs text-muted-foreground tabular-nums"
    >
      {/* At an end they stay in the tab order: whoever walks by keyboard keeps their place. */}
      <IconButton
        label="Previous version"
        size="sm"
        aria-disabled={index === 0}
        className="aria-disabled:opacity-40"
        onClick={go(-1)}
        onKeyDown={onKeyDown}
      >
        <ChevronLeft />
      </IconButton>
      <span aria-live="polite">
        {index + 1} / {versions.length}
      </span>
      <IconButton
        label="Next version"
        size="sm"
        aria-disabled={index === versions.length - 1}
        className="aria-disabled:opacity-40"
        onClick={go(1)}
        onKeyDown={onKeyDown}
      >
        <ChevronRight />
      </IconButton>
    </div>
  );
}

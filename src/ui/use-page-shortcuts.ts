'use client';

import { type RefObject, useEffect } from 'react';

/** Single keys that move the focus to a field, while nothing is being typed or chosen. */
export function usePageShortcuts(
  targets: Readonly<Record<string, RefObject<HTMLElement | null>>>,
): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const { target } = event;
      if (!(target instanceof Element)) return;
      if (
        target.closest(
          'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=alertdialog]',
        )
      )
        return;
      const field = targets[event.key]?.current;
      if (!field) return;
      event.preventDefault();
      field.focus();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  });
}

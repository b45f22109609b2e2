'use client';

import { type RefObject, useEffect, useRef } from 'react';

interface Place {
  element: Element;
  taskId: string | undefined;
  /** Of its row. */
  index: number;
}

/**
 * When what has the focus in the list goes away or moves, its task's row or the one that took
 * its place gets it, so that a keyboard need not start over. Rows are `li` with `data-task`. Gives what
 * should have the focus after a dialog: null when the row it was opened from is still there.
 */
export function useKeptFocus(list: RefObject<HTMLElement | null>): () => HTMLElement | null {
  const last = useRef<Place>(null);

  useEffect(() => {
    const container = list.current;
    // React's own event would also come from the menus and dialogs that rows open elsewhere.
    function onFocusIn({ target }: FocusEvent) {
      if (!container || !(target instanceof Element)) return;
      const row = target.closest('li');
      const index = row ? [...container.querySelectorAll('li')].indexOf(row) : 0;
      last.current = { element: target, taskId: row?.dataset['task'], index };
    }
    container?.addEventListener('focusin', onFocusIn);
    return () => {
      container?.removeEventListener('focusin', onFocusIn);
    };
  }, [list]);

  function successor(): HTMLElement | null {
    const place = last.current;
    if (!list.current || !place || place.element.isConnected) return null;
    last.current = null;
    const rows = [...list.current.querySelectorAll('li')];
    const row =
      rows.find(({ dataset }) => dataset['task'] === place.taskId) ??
      rows[Math.min(place.index, rows.length - 1)];
    return row?.querySelector<HTMLElement>('[role=checkbox]') ?? list.current;
  }

  useEffect(() => {
    if (document.activeElement === document.body) successor()?.focus();
  });

  return successor;
}

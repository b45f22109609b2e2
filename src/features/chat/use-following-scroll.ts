'use client';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { followsAfterScroll } from './scroll-following.ts';

export interface FollowingScroll {
  viewport: RefObject<HTMLElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** False while the person reads further up. */
  following: boolean;
  jumpToEnd: () => void;
}

/** Keeps a scrolled view at its end while the content grows, until the person scrolls up. */
export function useFollowingScroll(): FollowingScroll {
  const viewport = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const holds = useRef(true);
  const [following, setFollowing] = useState(true);

  const jumpToEnd = useCallback(() => {
    holds.current = true;
    setFollowing(true);
    viewport.current?.scrollTo({ top: viewport.current.scrollHeight, behavior: 'instant' });
  }, []);

  useEffect(() => {
    const view = viewport.current;
    if (!view || !content.current) return;
    let previousTop = view.scrollTop;
    const onScroll = () => {
      holds.current = followsAfterScroll(holds.current, previousTop, view);
      previousTop = view.scrollTop;
      setFollowing(holds.current);
    };
    const observer = new ResizeObserver(() => {
      if (holds.current) view.scrollTop = view.scrollHeight;
      // Content that fits a larger window has no further end to jump to.
      else onScroll();
    });
    view.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(content.current);
    observer.observe(view);
    return () => {
      view.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, []);

  return { viewport, content, following, jumpToEnd };
}

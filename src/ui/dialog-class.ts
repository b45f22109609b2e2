export const backdropClass =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 supports-[-webkit-touch-callout:none]:absolute';

/** A sheet from below on phones, a window in the upper middle elsewhere. */
export const popupClass = [
  'fixed inset-x-0 bottom-0 z-40 max-h-[90dvh] w-full overflow-y-auto rounded-t-xl bg-popover p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))] text-foreground shadow-float outline-hidden',
  'sm:top-[9vh] sm:bottom-auto sm:mx-auto sm:max-h-[86vh] sm:rounded-xl sm:p-6',
  'transition-[opacity,translate] duration-200 ease-out',
  'data-starting-style:translate-y-4 data-starting-style:opacity-0',
  'data-ending-style:translate-y-4 data-ending-style:opacity-0',
].join(' ');

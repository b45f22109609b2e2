/** The look shared by everything that is typed into. 16 px on touch screens: iOS zooms into less. */
export const controlClass = [
  'w-full rounded-md border border-input bg-card text-foreground shadow-rest',
  'text-sm pointer-coarse:text-base transition-[border-color,box-shadow] duration-150',
  'hover:border-[color-mix(in_oklab,var(--input),var(--foreground)_18%)]',
  // `focus-visible` does not hold while the button inside a date field has the focus.
  'focus-within:border-primary focus-within:outline-2 focus-within:outline-offset-0',
  'focus-within:outline-[color-mix(in_oklab,var(--primary)_28%,transparent)]',
  'aria-invalid:border-destructive data-invalid:border-destructive',
  'disabled:cursor-not-allowed disabled:opacity-55',
].join(' ');

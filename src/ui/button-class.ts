import { clsx } from 'clsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'ghost-danger';
export type ButtonSize = 'sm' | 'md' | 'lg';

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-primary text-primary-foreground shadow-rest hover:bg-primary-hover',
  secondary:
    'border border-input bg-card text-foreground shadow-rest hover:bg-[color-mix(in_oklab,var(--card),var(--foreground)_4%)]',
  ghost: 'text-muted-foreground hover:bg-muted hover:text-foreground',
  'ghost-danger': 'text-destructive-text hover:bg-destructive-soft',
  danger: 'bg-destructive text-destructive-foreground shadow-rest hover:bg-destructive-hover',
};

const sizes: Record<ButtonSize, string> = {
  sm: 'h-8 gap-1.5 rounded-md px-2.5 text-[0.8125rem]',
  md: 'h-9 gap-2 rounded-md px-3.5 text-sm',
  lg: 'h-11 gap-2 rounded-lg px-5 text-[0.9375rem]',
};

/** The look of a button, for whatever element carries it: a button, a link, a menu's trigger. */
export function buttonClass(
  options: { variant?: ButtonVariant; size?: ButtonSize; className?: string | undefined } = {},
): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center font-medium whitespace-nowrap select-none',
    'transition-colors duration-150 [&_svg]:size-4 [&_svg]:shrink-0',
    'disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50',
    'pointer-coarse:min-h-11',
    variants[options.variant ?? 'secondary'],
    sizes[options.size ?? 'md'],
    options.className,
  );
}

'use client';

import { Tooltip } from '@base-ui/react/tooltip';
import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'title'> {
  /** Read by screen readers and shown as the tooltip. */
  label: string;
  size?: 'sm' | 'md';
  variant?: 'ghost' | 'primary' | 'secondary';
}

const variants = {
  ghost: 'text-muted-foreground hover:bg-muted hover:text-foreground data-popup-open:bg-muted',
  primary: 'bg-primary text-primary-foreground hover:bg-primary-hover',
  secondary: 'border border-input bg-card text-foreground shadow-rest hover:bg-muted',
};

/** A button that shows only an icon. */
export function IconButton({
  label,
  size = 'md',
  variant = 'ghost',
  className,
  type = 'button',
  disabled,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        delay={500}
        // The trigger takes `disabled` for its tooltip alone and does not hand it on.
        render={<button type={type} aria-label={label} disabled={disabled} />}
        className={clsx(
          'touch-target inline-flex shrink-0 items-center justify-center rounded-md',
          'transition-colors duration-150 disabled:pointer-events-none disabled:opacity-40',
          size === 'sm' ? 'size-7 [&_svg]:size-4' : 'size-9 [&_svg]:size-[1.125rem]',
          variants[variant],
          className,
        )}
        {...rest}
      />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="pop rounded-sm bg-foreground px-2 py-1 text-xs font-medium text-background">
            {label}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

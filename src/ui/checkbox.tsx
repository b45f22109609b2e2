'use client';

import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { clsx } from 'clsx';
import { Check } from 'lucide-react';

interface CheckboxProps {
  /** Read by screen readers; what is beside it is for the eye. */
  label: string;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  disabled?: boolean;
  className?: string;
}

/** A round tick, as on a list of things to do. */
export function Checkbox({ label, checked, onCheckedChange, disabled, className }: CheckboxProps) {
  return (
    <BaseCheckbox.Root
      aria-label={label}
      checked={checked}
      onCheckedChange={(next) => {
        onCheckedChange(next);
      }}
      disabled={disabled ?? false}
      className={clsx(
        'touch-target group flex size-[1.125rem] shrink-0 cursor-pointer items-center justify-center rounded-full',
        'border-[1.5px] border-faint-foreground/70 text-faint-foreground transition-colors duration-150',
        'hover:border-primary hover:text-primary-text',
        'data-checked:border-primary data-checked:bg-primary data-checked:text-primary-foreground',
        'data-checked:hover:text-primary-foreground data-disabled:cursor-not-allowed data-disabled:opacity-50',
        className,
      )}
    >
      <Check
        aria-hidden
        strokeWidth={3}
        className={clsx(
          'size-3 opacity-0 transition-opacity duration-150 group-data-checked:opacity-100',
          'pointer-fine:group-hover:opacity-100',
        )}
      />
    </BaseCheckbox.Root>
  );
}

'use client';

import { Select as BaseSelect } from '@base-ui/react/select';
import { clsx } from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
}

interface SelectProps<Value extends string> {
  label: string;
  /** For screen readers only. */
  hideLabel?: boolean;
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly SelectOption<Value>[];
  variant?: 'field' | 'quiet';
  className?: string;
}

const triggers = {
  field:
    'h-9 w-full border border-input bg-card px-3 shadow-rest pointer-coarse:h-11 hover:border-[color-mix(in_oklab,var(--input),var(--foreground)_18%)]',
  quiet:
    'h-8 px-2.5 text-muted-foreground hover:bg-muted hover:text-foreground data-popup-open:bg-muted pointer-coarse:h-11',
};

/** One of a few values. */
export function Select<Value extends string>({
  label,
  hideLabel = false,
  value,
  onValueChange,
  options,
  variant = 'field',
  className,
}: SelectProps<Value>) {
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1.5', className)}>
      <BaseSelect.Root
        items={options}
        value={value}
        onValueChange={(next) => {
          if (next !== null) onValueChange(next);
        }}
      >
        <BaseSelect.Label
          className={hideLabel ? 'sr-only' : 'text-[0.8125rem] font-medium text-muted-foreground'}
        >
          {label}
        </BaseSelect.Label>
        <BaseSelect.Trigger
          // The label is tied to it by script only: until that has run, this is its name.
          aria-label={label}
          className={clsx(
            'flex items-center justify-between gap-2 rounded-md text-sm whitespace-nowrap select-none',
            'transition-colors duration-150',
            triggers[variant],
          )}
        >
          <BaseSelect.Value className="truncate">
            {(current: Value) => {
              const option = options.find((candidate) => candidate.value === current);
              return (
                <span className="flex items-center gap-2">
                  {option?.icon}
                  {option?.label}
                </span>
              );
            }}
          </BaseSelect.Value>
          <BaseSelect.Icon>
            <ChevronDown className="size-3.5 text-faint-foreground" />
          </BaseSelect.Icon>
        </BaseSelect.Trigger>
        <BaseSelect.Portal>
          <BaseSelect.Positioner
            className="z-50 outline-hidden select-none"
            sideOffset={6}
            alignItemWithTrigger={false}
          >
            <BaseSelect.Popup className="pop max-h-[var(--available-height)] min-w-[max(var(--anchor-width),10rem)] overflow-y-auto rounded-lg bg-popover p-1 text-foreground shadow-float outline-hidden">
              {options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  className="flex min-h-8 cursor-default items-center gap-2 rounded-sm py-1 pr-2 pl-2.5 text-sm -outline-offset-2 data-highlighted:bg-accent pointer-coarse:min-h-11"
                >
                  {option.icon}
                  <BaseSelect.ItemText className="flex-1">{option.label}</BaseSelect.ItemText>
                  <BaseSelect.ItemIndicator>
                    <Check className="size-4 text-primary-text" />
                  </BaseSelect.ItemIndicator>
                </BaseSelect.Item>
              ))}
            </BaseSelect.Popup>
          </BaseSelect.Positioner>
        </BaseSelect.Portal>
      </BaseSelect.Root>
    </div>
  );
}

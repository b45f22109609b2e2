'use client';

import { Field as BaseField } from '@base-ui/react/field';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface FieldProps {
  label: string;
  /** For screen readers only, where the place says it already. */
  hideLabel?: boolean;
  hint?: ReactNode;
  /** What is wrong with the value, in words. */
  error?: string | undefined;
  className?: string;
  children: ReactNode;
}

/** A control with its label, hint and error, tied together for assistive technology. */
export function Field({ label, hideLabel = false, hint, error, className, children }: FieldProps) {
  return (
    <BaseField.Root
      invalid={error !== undefined}
      className={clsx('flex min-w-0 flex-col gap-1.5', className)}
    >
      <BaseField.Label
        className={hideLabel ? 'sr-only' : 'text-[0.8125rem] font-medium text-muted-foreground'}
      >
        {label}
      </BaseField.Label>
      {children}
      {error === undefined ? null : (
        <BaseField.Error match className="text-[0.8125rem] text-destructive-text">
          {error}
        </BaseField.Error>
      )}
      {hint === undefined || error !== undefined ? null : (
        <BaseField.Description className="text-[0.8125rem] text-faint-foreground">
          {hint}
        </BaseField.Description>
      )}
    </BaseField.Root>
  );
}

'use client';

import { Input as BaseInput } from '@base-ui/react/input';
import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import { controlClass } from './control-class.ts';

export type InputProps = ComponentProps<'input'>;

/** One line of text. Inside a Field it takes the field's label, hint and error. */
export function Input({ className, ...rest }: InputProps) {
  return (
    <BaseInput
      className={clsx(controlClass, 'h-9 px-3 pointer-coarse:h-11', className)}
      {...rest}
    />
  );
}

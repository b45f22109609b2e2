'use client';

import { Field } from '@base-ui/react/field';
import { clsx } from 'clsx';
import type { ComponentProps } from 'react';
import { controlClass } from './control-class.ts';

export type TextareaProps = ComponentProps<'textarea'>;

/** Lines of text; grows with them. Inside a Field it takes the field's label, hint and error. */
export function Textarea({ className, ...rest }: TextareaProps) {
  return (
    <Field.Control
      render={
        <textarea
          className={clsx(
            controlClass,
            'field-sizing-content max-h-[50dvh] min-h-20 resize-none px-3 py-2',
            className,
          )}
          {...rest}
        />
      }
    />
  );
}

'use client';

import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { type AuthError, type AuthFailure, authFailure, unreachable } from './auth-failure.ts';
import { fieldErrors } from './credentials.ts';

type Send<Values> = (values: Values) => Promise<{ data?: unknown; error: AuthError | null }>;

/** A form that is checked, sent to the identity provider, and told what was wrong. */
export function useAuthForm<Schema extends z.ZodObject>(
  schema: Schema,
  send: Send<z.infer<Schema>>,
  onDone: (data: unknown) => void,
) {
  const [failure, setFailure] = useState<AuthFailure>({});
  const [pending, setPending] = useState(false);

  async function submit(form: HTMLFormElement) {
    const values = schema.safeParse(Object.fromEntries(new FormData(form)));
    if (!values.success) return refuse(form, { fields: fieldErrors(values.error) });
    setPending(true);
    setFailure({});
    try {
      const { data, error } = await send(values.data);
      // On success the button stays busy until the next page has taken over.
      if (!error) return onDone(data);
      refuse(form, authFailure(error));
    } catch {
      refuse(form, unreachable);
    }
    setPending(false);
  }

  function refuse(form: HTMLFormElement, next: AuthFailure) {
    setFailure(next);
    const names = next.fields ? Object.keys(next.fields) : ['password'];
    const field = names
      .map((name) => form.elements.namedItem(name))
      .find((element) => element instanceof HTMLElement);
    field?.focus();
  }

  return {
    fields: failure.fields ?? {},
    message: failure.message,
    pending,
    onSubmit: (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      // Over another form's dialog React would hand this to that form, too.
      event.stopPropagation();
      void submit(event.currentTarget);
    },
  };
}

import { z } from 'zod';
import { AppErrorShape } from '#src/contracts/app-error.ts';

type Json = z.infer<ReturnType<typeof z.json>>;

/** The text without what PostgreSQL cannot store: NUL, and halves of surrogate pairs. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** The same for every string and key of a JSON value, as models write anything. */
export function storableJson(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storableText(key), storableJson(item)]),
  );
}

/** The same for an error: it may name a key that a model made up. */
export function storableError(error: AppErrorShape): AppErrorShape {
  return AppErrorShape.parse(storableJson(z.json().parse(JSON.parse(JSON.stringify(error)))));
}

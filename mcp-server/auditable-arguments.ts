import type { z } from 'zod';
import { storableText } from '#src/platform/storable.ts';

type Json = z.infer<ReturnType<typeof z.json>>;

const maxDepth = 5;
const maxItems = 50;
const maxTextChars = 500;
const maxJsonChars = 16_000;
const secretKey = /pass(word|phrase)|secret|token|authorization|cookie|api.?key|credential/i;

/**
 * Arguments as the audit keeps them: whatever a caller sends can be stored, takes little room and
 * holds nothing under a secret's name.
 */
export function auditableArguments(value: unknown): Json {
  const kept = keep(value, 0);
  const text = JSON.stringify(kept);
  return text.length <= maxJsonChars ? kept : { cut: text.slice(0, maxTextChars).toWellFormed() };
}

function keep(value: unknown, depth: number): Json {
  if (typeof value === 'string') return cutText(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return null;
  if (depth === maxDepth) return '…';
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => keep(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxItems)
      .map(([key, item]) => [
        cutText(key),
        secretKey.test(key) ? '[redacted]' : keep(item, depth + 1),
      ]),
  );
}

function cutText(text: string): string {
  const kept = text.length <= maxTextChars ? text : `${text.slice(0, maxTextChars)}…`;
  return storableText(kept);
}

import { createHash } from 'node:crypto';

/** SHA-256 of a JSON value, whatever order its keys come in. */
export function canonicalHash(value: unknown): string {
  const canonical = JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
  return createHash('sha256').update(canonical).digest('base64url');
}

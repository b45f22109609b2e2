import { Prisma } from '../generated/client.ts';

/** `buy mil` → `'buy':* & 'mil':*`. Letters and digits in quotes: no input is an operator. */
export function matchingWords(query: string): Prisma.Sql {
  const words = query.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu);
  // An empty query would match everything.
  if (!words) return Prisma.sql`false`;
  const prefixes = words.map((word) => `'${word}':*`).join(' & ');
  return Prisma.sql`search @@ ${prefixes}::text::tsquery`;
}

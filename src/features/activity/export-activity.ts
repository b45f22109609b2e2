import type { ActivityEntry } from '#src/contracts/activity.ts';
import { type ClientNames, titleOf } from './describe-entry.ts';

export type ExportFormat = 'json' | 'csv';

/** Every entry that `readPage` has, page after page. */
export async function readAll(
  readPage: (
    cursor: string | undefined,
  ) => Promise<{ items: ActivityEntry[]; nextCursor: string | null }>,
): Promise<ActivityEntry[]> {
  const entries: ActivityEntry[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, nextCursor } = await readPage(cursor);
    entries.push(...items);
    if (nextCursor === null) return entries;
    cursor = nextCursor;
  }
}

/** The content of a file of these entries. */
export function formatActivity(
  entries: readonly ActivityEntry[],
  format: ExportFormat,
  names: ClientNames,
): string {
  const rows = entries.map((entry) => ({
    at: entry.at,
    by: entry.by,
    client: entry.clientId === null ? null : (names[entry.clientId] ?? entry.clientId),
    clientId: entry.clientId,
    runId: entry.runId,
    tool: entry.tool,
    outcome: entry.outcome,
    title: titleOf(entry),
    before: entry.before,
    after: entry.after,
    arguments: entry.arguments,
    undoes: entry.undoes,
    undo: entry.undo,
    id: entry.id,
    traceId: entry.traceId,
  }));
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  const header = columns.map(cell).join();
  const lines = rows.map((row) =>
    columns
      .map((column) => cell(typeof row[column] === 'object' ? json(row[column]) : row[column]))
      .join(),
  );
  // The mark at the beginning tells spreadsheets that this is UTF-8.
  return `\uFEFF${[header, ...lines].join('\r\n')}\r\n`;
}

const columns = [
  'at',
  'by',
  'client',
  'clientId',
  'runId',
  'tool',
  'outcome',
  'title',
  'before',
  'after',
  'arguments',
  'undoes',
  'undo',
  'id',
  'traceId',
] as const;

function json(value: object | null): string {
  return value === null ? '' : JSON.stringify(value);
}

/**
 * A cell of RFC 4180. Spreadsheets take a text that begins like a formula for one, and run it: an
 * apostrophe before it makes it a text (OWASP, CSV Injection).
 */
function cell(text: string): string {
  const safe = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Hands the text to the person as a file. */
export function saveFile(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

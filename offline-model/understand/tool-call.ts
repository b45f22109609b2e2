import { z } from 'zod';

export type ToolRequest = { name: string; arguments: Record<string, unknown> };

/** What a tool answered: its JSON, or the error that it reported. */
export type ToolResult = { ok: true; data: unknown } | { ok: false; code: string; message: string };

const ToolFailure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Reads the content of a tool message: JSON, perhaps inside a wrapper such as `<tool_output …>…</…>`. */
export function readToolResult(content: string): ToolResult {
  const data = extractJson(content);
  if (data === undefined) {
    return {
      ok: false,
      code: 'UNREADABLE',
      message: 'the tool gave an answer that I could not read',
    };
  }
  const failure = ToolFailure.safeParse(data);
  if (failure.success) return { ok: false, ...failure.data.error };
  return { ok: true, data };
}

function extractJson(content: string): unknown {
  const open = content.search(/[{[]/);
  const close = Math.max(content.lastIndexOf('}'), content.lastIndexOf(']'));
  for (const text of [content, content.slice(Math.max(open, 0), close + 1)]) {
    try {
      const data: unknown = JSON.parse(text);
      if (typeof data === 'object' && data !== null) return data;
    } catch {
      // Not JSON as a whole: the second try is what stands between the outer brackets.
    }
  }
  return firstItems(content.slice(Math.max(open, 0)));
}

/** The whole tasks at the start of a list that was cut to size on its way. */
function firstItems(text: string): unknown {
  if (!text.startsWith('{"items":[{')) return undefined;
  for (let end = text.lastIndexOf('},{'); end > 0; end = text.lastIndexOf('},{', end - 1)) {
    try {
      const items: unknown = JSON.parse(text.slice('{"items":'.length, end + 1) + ']');
      if (Array.isArray(items)) return { items, nextCursor: null, total: items.length, cut: true };
    } catch {
      // These brackets stood inside a string: the ones before may end a task.
    }
  }
  return undefined;
}

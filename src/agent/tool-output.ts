import type { StoredToolOutcome } from '#src/contracts/message.ts';

/** Characters of one tool's answer that a model is given. */
const maxChars = 20_000;

/**
 * A tool's answer as the model reads it: data inside a wrapper, cut to size. `<` is written as its
 * JSON escape, so that no content can close the wrapper or open another.
 */
export function toolOutput(tool: string, outcome: StoredToolOutcome | null): string {
  const json = JSON.stringify(contentOf(outcome)).replaceAll('<', '\\u003c');
  const body =
    json.length <= maxChars ? json : `${json.slice(0, maxChars).toWellFormed()}… (cut to size)`;
  return `<tool_output tool="${tool.replaceAll(/[^\w-]/g, '')}">\n${body}\n</tool_output>`;
}

function contentOf(outcome: StoredToolOutcome | null): unknown {
  if (outcome === null) {
    return { error: { code: 'CANCELLED', message: 'The run ended before the tool answered.' } };
  }
  switch (outcome.status) {
    case 'ok':
      return outcome.result.output;
    case 'error':
      return { error: outcome.error };
    case 'outdated':
      return outcome.result;
  }
}

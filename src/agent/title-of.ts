const maxChars = 60;
/** A shorter first sentence tells too little. */
const minSentenceChars = 12;

/** What a conversation is called at first: the beginning of its first message, without ornaments. */
export function titleOf(text: string): string {
  const line = withoutOrnaments(text.trim().replaceAll(/\s+/g, ' '));
  return cut(line === '' ? text.trim().replaceAll(/\s+/g, ' ') : line);
}

/** Without marks of Markdown and words that are only polite. */
function withoutOrnaments(line: string): string {
  return line
    .replace(/^(?:[#>*\-`\s]|\d+[.)]\s)+/, '')
    .replace(/^(?:(?:hi|hello|hey|please)(?![^\s,!.])[\s,!.]*)+/i, '')
    .replace(/^(?:can|could|would|will) you (?:please )?(?=\S)/i, '')
    .trim();
}

function cut(line: string): string {
  const sentence = /^.*?[.!?](?=\s)/.exec(line)?.[0] ?? line;
  const short = sentence.length >= minSentenceChars ? sentence.replace(/\.$/, '') : line;
  if (short.length <= maxChars) return short;
  const start = short.slice(0, maxChars);
  const words = start.slice(0, Math.max(start.lastIndexOf(' '), maxChars / 2));
  return `${words
    .trimEnd()
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`;
}

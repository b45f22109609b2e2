/** A stretch of a sentence between two "and"s or commas; `joiner` is what stood before it. */
export type Fragment = { joiner: string; text: string };

/** Either a sentence cut at its joints, or one item of a bulleted list under its heading. */
export type Piece =
  { kind: 'sentence'; fragments: Fragment[] } | { kind: 'item'; heading: string; text: string };

const BULLET = /^\s*(?:[-*•–]|\d{1,2}[.)]|\[[ x]?\])\s+(?:\[[ x]?\]\s*)?(.+)$/i;
const ABBREVIATION = '(?<!\\b(?:dr|mr|mrs|ms|st|no|nr|vs|etc|approx|e\\.g|i\\.e))';
const SENTENCE_END = new RegExp(`(?:${ABBREVIATION}\\.|[!?])\\s+|;\\s*`, 'i');
const JOINT =
  /(\s*,?\s+(?:and then|and also|then also|and|then|plus|as well as)\s+|\s*,\s*(?:(?:and|then|also)\s+)?|\s+&\s+)/i;

/** Cuts a message into list items and sentences, and sentences at each "and" and comma. */
export function splitMessage(text: string): Piece[] {
  const pieces: Piece[] = [];
  const lines = text.split(/\r?\n/);
  let heading = '';
  for (const [index, line] of lines.entries()) {
    const item = BULLET.exec(line)?.[1];
    if (item !== undefined && (lines.length > 1 || /^\s*[-*•]/.test(line))) {
      pieces.push({ kind: 'item', heading, text: item.trim() });
      continue;
    }
    if (line.trim() === '') continue;
    const next = lines.slice(index + 1).find((each) => each.trim() !== '');
    if (next !== undefined && BULLET.test(next) && lines.length > 1) {
      const sentences = line.split(SENTENCE_END).map((each) => each.trim());
      heading = sentences.pop()?.replace(/:$/, '') ?? '';
      pieces.push(...sentences.filter((each) => each !== '').map(toSentence));
      continue;
    }
    const sentences = line.split(SENTENCE_END).map((each) => each.trim());
    pieces.push(...sentences.filter((each) => each !== '').map(toSentence));
  }
  return pieces;
}

function toSentence(sentence: string): Piece {
  return { kind: 'sentence', fragments: splitAtJoints(sentence) };
}

/** Cuts a text at each "and", "then" and comma. */
export function splitAtJoints(sentence: string): Fragment[] {
  const parts = sentence.split(JOINT);
  const fragments: Fragment[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const text = parts[index]?.trim() ?? '';
    const joiner = index === 0 ? '' : (parts[index - 1] ?? '');
    if (text !== '') fragments.push({ joiner, text });
  }
  return fragments;
}

/** What is needed to read a request: the person's date and place, and how to undo `protectQuotes`. */
export type Reading = {
  /** 'YYYY-MM-DD' in the person's zone. */
  today: string;
  timeZone: string;
  restore: (text: string) => string;
};

const QUOTED = /"([^"]+)"|“([^”]+)”|(?<=^|[\s(:])'([^']+)'(?=$|[\s,.;:!?)])/g;

/** Puts each quoted piece behind a marker, so that its words are never read as commands or dates. */
export function protectQuotes(text: string): { text: string; restore: (text: string) => string } {
  const pieces: { inner: string; whole: string }[] = [];
  const guarded = text
    .replace(/[\uE000-\uF8FF]/g, '')
    // Runs of blanks mean nothing and would make the patterns slow.
    .replace(/[^\S\n]+/g, ' ')
    .replace(/’/g, "'")
    .replace(QUOTED, (whole: string, ...groups: unknown[]) => {
      const inner = groups.slice(0, 3).find((group) => typeof group === 'string') ?? '';
      pieces.push({ inner: inner.trim(), whole });
      return String.fromCharCode(0xe000 + Math.min(pieces.length - 1, 0x18ff));
    });
  const restore = (part: string): string => {
    const trimmed = part.trim();
    if (IS_MARKER.test(trimmed)) return pieceAt(trimmed)?.inner ?? '';
    return part.replace(MARKERS, (marker) => pieceAt(marker)?.whole ?? '');
  };
  const pieceAt = (marker: string) => pieces[marker.charCodeAt(0) - 0xe000];
  return { text: guarded, restore };
}

/** Matches the marker of one quoted piece. */
export const MARKER = '[\\uE000-\\uF8FF]';
export const IS_MARKER = /^[\uE000-\uF8FF]$/;
const MARKERS = /[\uE000-\uF8FF]/g;

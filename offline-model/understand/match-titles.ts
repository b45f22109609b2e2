import type { TaskSeen } from './task-seen.ts';

/** How well a title fits a name: 0 the same, 1 holds it, 2 holds all its words, 3 nearly; undefined not. */
function fit(title: string, name: string): number | undefined {
  const [has, wants] = [plain(title), plain(name)];
  if (has === wants) return 0;
  if (wants === '') return undefined;
  if (` ${has} `.includes(` ${wants} `)) return 1;
  const hasWords = words(has);
  const wantsWords = words(wants);
  if (wantsWords.length === 0) return undefined;
  if (wantsWords.every((word) => hasWords.includes(word))) return 2;
  const near = wantsWords.filter((word) => hasWords.some((other) => isNear(word, other)));
  return near.length === wantsWords.length ? 3 : undefined;
}

/** The tasks that fit best, with how well; empty when none does. */
export function bestFits(
  tasks: readonly TaskSeen[],
  name: string,
): { rank: number; tasks: TaskSeen[] } {
  const ranked = tasks.flatMap((task) => {
    const rank = fit(task.title, name);
    return rank === undefined ? [] : [{ rank, task }];
  });
  const rank = Math.min(...ranked.map((each) => each.rank));
  return { rank, tasks: ranked.filter((each) => each.rank === rank).map((each) => each.task) };
}

const EMPTY_WORDS = new Set([
  'the',
  'a',
  'an',
  'my',
  'to',
  'for',
  'of',
  'with',
  'on',
  'at',
  'in',
  'and',
]);

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '' && !EMPTY_WORDS.has(word));
}

/** The same word but for an ending, one letter or two swapped: "dentists", "calling", "bnak". */
function isNear(one: string, other: string): boolean {
  if (stem(one) === stem(other)) return true;
  if (one.length < 4 || other.length < 4) return false;
  return sorted(one) === sorted(other) || distance(one, other) <= (one.length > 6 ? 2 : 1);
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word;
}

function sorted(word: string): string {
  return Array.from(word).toSorted().join('');
}

/** Levenshtein distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, against] of Array.from(other).entries()) {
      const swap = (row[j] ?? 0) + (letter === against ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

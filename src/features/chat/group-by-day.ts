import { daysBetween } from '#src/ui/relative-date.ts';

export interface DayGroup<Item> {
  /** For people: Today, Yesterday, Previous 7 days, a month. */
  label: string;
  items: Item[];
}

/**
 * Items under the day on which they last changed, in the order in which they came (newest first).
 * `today` is a date (YYYY-MM-DD) and `timeZone` the IANA zone in which days are counted.
 */
export function groupByDay<Item extends { updatedAt: string }>(
  items: readonly Item[],
  today: string,
  timeZone: string,
): DayGroup<Item>[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const label = labelOf(dateIn(timeZone, new Date(item.updatedAt)), today);
    const group = groups.get(label);
    if (group) group.push(item);
    else groups.set(label, [item]);
  }
  return [...groups].map(([label, grouped]) => ({ label, items: grouped }));
}

/** The calendar date (YYYY-MM-DD) of an instant in an IANA zone. */
export function dateIn(timeZone: string, instant: Date): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

function labelOf(day: string, today: string): string {
  const age = daysBetween(day, today);
  // A clock that runs behind the server's puts fresh conversations into tomorrow.
  if (age <= 0) return 'Today';
  if (age === 1) return 'Yesterday';
  if (age < 7) return 'Previous 7 days';
  if (age < 30) return 'Previous 30 days';
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return new Intl.DateTimeFormat('en', {
    timeZone: 'UTC',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(new Date(day));
}

import { z } from 'zod';
import { ActivityBy, ActivityScope } from '#src/contracts/activity.ts';
import type { ToolInput } from '#src/contracts/tool-registry.ts';
import { addDays } from '#src/ui/relative-date.ts';

const clientPrefix = 'client:';
const Day = z.iso.date().or(z.literal(''));

/** What the page's address says about which activity is shown. Anything unknown is the default. */
export const ActivityFilters = z.object({
  show: ActivityScope.catch('changes'),
  /** Anyone, one of three kinds, or one client as `client:<id>`. */
  by: z
    .enum(['anyone', ...ActivityBy.options])
    .or(z.templateLiteral([clientPrefix, z.string().max(500)]))
    .catch('anyone'),
  tool: z.string().max(128).catch(''),
  from: Day.catch(''),
  to: Day.catch(''),
  q: z.string().max(200).catch(''),
  task: z.uuid().or(z.literal('')).catch(''),
  run: z.string().max(128).catch(''),
});
export type ActivityFilters = z.infer<typeof ActivityFilters>;

export const noFilters = ActivityFilters.parse({});

/** The query string for these filters, without what is as usual. */
export function formatActivityFilters(filters: ActivityFilters): string {
  const parameters = new URLSearchParams();
  for (const key of ActivityFilters.keyof().options) {
    if (filters[key] !== noFilters[key]) parameters.set(key, filters[key]);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** Whether anything is left out for a reason other than what kind of calls is shown. */
export function isNarrowed(filters: ActivityFilters): boolean {
  return formatActivityFilters({ ...filters, show: noFilters.show }) !== '';
}

export function clientFilter(clientId: string): ActivityFilters['by'] {
  return `${clientPrefix}${clientId}`;
}

/** The tool's input for these filters; days are those of the person's zone. */
export function toActivityInput(
  filters: ActivityFilters,
  timeZone: string,
): Omit<ToolInput<'list_activity'>, 'cursor' | 'limit'> {
  const { show, by, tool, from, to, q, task, run } = filters;
  const kind = ActivityBy.safeParse(by);
  return {
    show,
    ...(kind.success ? { by: kind.data } : {}),
    ...(by.startsWith(clientPrefix) ? { clientId: by.slice(clientPrefix.length) } : {}),
    ...(tool === '' ? {} : { tool }),
    ...(from === '' ? {} : { after: startOfDay(from, timeZone) }),
    ...(to === '' ? {} : { before: startOfDay(addDays(to, 1), timeZone) }),
    ...(q.trim() === '' ? {} : { query: q.trim() }),
    ...(task === '' ? {} : { taskId: task }),
    ...(run === '' ? {} : { runId: run }),
  };
}

/** When a calendar date begins in a zone, as an instant. */
export function startOfDay(date: string, timeZone: string): string {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // The zone's offset may change that day: what counts is the offset at its beginning.
  const guess = midnight - offsetAt(midnight, timeZone);
  return new Date(midnight - offsetAt(guess, timeZone)).toISOString();
}

/** How far the zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  // Swedish writes times as ISO 8601 does, but for the T.
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(instant);
  return Date.parse(`${local.replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000;
}

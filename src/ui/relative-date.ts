const dayMs = 86_400_000;

/** A calendar date (YYYY-MM-DD) as people say it, seen from `today`. */
export function relativeDate(date: string, today: string): string {
  const days = daysBetween(today, date);
  if (days === 0) return 'Today';
  if (days === 1) return 'Tomorrow';
  if (days === -1) return 'Yesterday';
  if (days > 1 && days < 7) return format(date, { weekday: 'long' });
  if (date.slice(0, 4) === today.slice(0, 4))
    return format(date, { month: 'short', day: 'numeric' });
  return format(date, { month: 'short', day: 'numeric', year: 'numeric' });
}

/** Whole days from one calendar date to another; negative when `to` comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** The calendar date some days later, or earlier when `days` is negative. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

function format(date: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' }).format(new Date(date));
}

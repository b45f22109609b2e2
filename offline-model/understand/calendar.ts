const DAY_MS = 86_400_000;

/** Arithmetic on calendar dates 'YYYY-MM-DD', with no zone in it. */
export function addDays(date: string, days: number): string {
  return toDate(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);
}

/** Monday is 0, Sunday is 6. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

export function mondayOf(date: string): string {
  return addDays(date, -weekdayOf(date));
}

/** The last day of the month `monthsAhead` after the one of `date`. */
export function endOfMonth(date: string, monthsAhead = 0): string {
  const [year = 1970, month = 1] = date.split('-').map(Number);
  return toDate(Date.UTC(year, month + monthsAhead, 0));
}

export function startOfMonth(date: string, monthsAhead = 0): string {
  const [year = 1970, month = 1] = date.split('-').map(Number);
  return toDate(Date.UTC(year, month - 1 + monthsAhead, 1));
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The date at an instant in an IANA zone; UTC when the zone is not known. */
export function dateIn(timeZone: string, instant: Date): string {
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(instant);
  } catch {
    return toDate(instant.getTime());
  }
}

function toDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

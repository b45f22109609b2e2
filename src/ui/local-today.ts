/** The calendar date now, YYYY-MM-DD, in an IANA time zone; in this machine's own without one. */
export function localToday(timeZone?: string): string {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', timeZone === undefined ? {} : { timeZone }).format(
    new Date(),
  );
}

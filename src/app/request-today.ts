import 'server-only';
import { localToday } from '#src/ui/local-today.ts';
import { requestTimeZone } from './request-time-zone.ts';

/** The person's date, YYYY-MM-DD. */
export async function requestToday(): Promise<string> {
  return localToday(await requestTimeZone());
}

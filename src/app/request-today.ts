import 'server-only';
import { cookies } from 'next/headers';
import { TimeZone } from '#src/contracts/time-zone.ts';
import { localToday } from '#src/ui/local-today.ts';

/** The person's date, YYYY-MM-DD: by the zone that their browser left in a cookie, else by UTC. */
export async function requestToday(): Promise<string> {
  const cookie = (await cookies()).get('time-zone')?.value;
  const zone = TimeZone.safeParse(cookie);
  return localToday(zone.success ? zone.data : 'UTC');
}

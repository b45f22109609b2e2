import 'server-only';
import { cookies } from 'next/headers';
import { TimeZone } from '#src/contracts/time-zone.ts';

/** The person's IANA zone, by the cookie that their browser left; else UTC. */
export async function requestTimeZone(): Promise<string> {
  const zone = TimeZone.safeParse((await cookies()).get('time-zone')?.value);
  return zone.success ? zone.data : 'UTC';
}

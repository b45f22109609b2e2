import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { type CurrentSession, currentSession } from '#src/auth/current-session.ts';
import { requestPathHeader } from './request-path-header.ts';
import { signInPath } from '#src/features/account/return-path.ts';

/** The signed-in person; a visitor is sent to sign-in and then back to the page asked for. */
export async function requireSession(): Promise<CurrentSession> {
  const session = await currentSession();
  if (session) return session;
  const path = (await headers()).get(requestPathHeader);
  redirect(signInPath(path));
}

import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import { identity } from './identity.ts';
import { userTokenClaims } from './user-token.ts';

/** The signed-in person, as the pages show them. */
export interface CurrentSession {
  userId: string;
  name: string;
  email: string;
  emailVerified: boolean;
  twoFactorEnabled: boolean;
  sessionId: string;
}

/** The session of the request being rendered, or null when nobody is signed in. */
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const found = await readSession();
  if (!found) return null;
  const { user, session } = found;
  return {
    userId: user.id,
    name: user.name,
    email: user.email,
    emailVerified: user.emailVerified,
    twoFactorEnabled: user.twoFactorEnabled === true,
    sessionId: session.id,
  };
});

/** A user JWT for calling the gateway while rendering, or null when nobody is signed in. */
export const currentUserToken = cache(async (): Promise<string | null> => {
  const found = await readSession();
  if (!found) return null;
  const { auth, database } = identity();
  const claims = await userTokenClaims(database, found.session);
  const payload = { sub: found.user.id, ...claims };
  const { token } = await auth.api.signJWT({ body: { payload } });
  return token;
});

// A page cannot set the cookie that prolonging the session calls for; the browser's own calls do.
const readSession = cache(async () => {
  // First of all: it tells `next build`, which has no environment, to leave the page to requests.
  const requestHeaders = await headers();
  return identity().auth.api.getSession({
    headers: requestHeaders,
    query: { disableRefresh: true },
  });
});

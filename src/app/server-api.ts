import 'server-only';
import { cache } from 'react';
import { currentUserToken } from '#src/auth/current-session.ts';
import { loadWebConfig } from '#src/config/web.ts';
import { createServerApi, type ServerApi } from '#src/trpc-client/server.ts';
import { requireSession } from './require-session.ts';

/** The gateway in the name of the person whose page is being rendered; one for each request. */
export const serverApi = cache(async (): Promise<ServerApi> => {
  await requireSession();
  const token = await currentUserToken();
  if (token === null) throw new Error('A session without a token.');
  return createServerApi({ gatewayUrl: loadWebConfig().gatewayInternalUrl, token });
});

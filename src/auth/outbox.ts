import 'server-only';
import { isLoopback } from '#src/config/variables.ts';
import { loadWebConfig } from '#src/config/web.ts';
import { identity } from './identity.ts';

/**
 * The latest mails that were sent to nobody; undefined where no page may show them. They open every
 * account: only a copy on this machine shows them, and under no other name that leads to it.
 * @param host that the page was asked for under
 */
export async function readOutbox(host: string) {
  const { mail, url } = loadWebConfig();
  const isLocal = isLoopback(url) && isLoopback(`http://${host}`);
  if (mail.outbox !== 'page' || !isLocal) return undefined;
  return identity().database.outboxMail.findMany({ orderBy: { id: 'desc' }, take: 20 });
}

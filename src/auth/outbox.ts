import 'server-only';
import { loadWebConfig } from '#src/config/web.ts';
import { identity } from './identity.ts';
import { isOutboxShown } from './is-outbox-shown.ts';
import { peerAddress } from './peer-address.ts';

/** The latest mails that were sent to nobody; undefined where no page may show them. */
export async function readOutbox(headers: Pick<Headers, 'get'>) {
  const host = headers.get('host') ?? '';
  if (!isOutboxShown(loadWebConfig(), host, peerAddress({ headers }))) return undefined;
  return identity().database.outboxMail.findMany({ orderBy: { id: 'desc' }, take: 20 });
}

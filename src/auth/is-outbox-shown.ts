import type { WebConfig } from '#src/config/web.ts';
import { isLoopback } from '#src/config/variables.ts';

/**
 * The mails that were sent to nobody open every account: only a copy on this machine that was told to
 * shows them, and under no other name that leads to it.
 * @param host that the page was asked for under
 */
export function isOutboxShown({ mail, url }: Pick<WebConfig, 'mail' | 'url'>, host: string) {
  return mail.outbox === 'page' && isLoopback(url) && isLoopback(`http://${host}`);
}

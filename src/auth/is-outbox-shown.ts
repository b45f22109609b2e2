import { BlockList, isIP, isIPv6 } from 'node:net';
import type { WebConfig } from '#src/config/web.ts';
import { isLoopback } from '#src/config/variables.ts';

/**
 * The mails that were sent to nobody open every account: only a copy on this machine that was told to
 * shows them, under no other name that leads to it, and to no other machine, whatever name it says.
 * @param host that the page was asked for under
 * @param peer the address that asks, where it is known
 */
export function isOutboxShown(
  { mail, url }: Pick<WebConfig, 'mail' | 'url'>,
  host: string,
  peer: string | undefined,
) {
  if (peer === undefined || !isLoopbackAddress(peer)) return false;
  return mail.outbox === 'page' && isLoopback(url) && isLoopback(`http://${host}`);
}

/** As sockets tell it; an IPv4 address may come in IPv6's clothes. */
function isLoopbackAddress(address: string): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  return isIP(address) !== 0 && loopback.check(address, family);
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

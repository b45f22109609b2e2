import ipaddr from 'ipaddr.js';

/** Where clouds hand out a machine's credentials, beside the link-local addresses. */
const metadataAddresses = ['fd00:ec2::254', '100.100.100.200', '192.0.0.192'].map((address) =>
  ipaddr.parse(address).toNormalizedString(),
);
const metadataNames: ReadonlySet<string> = new Set(
  ['metadata', 'metadata.google.internal', 'metadata.goog'].concat(
    'instance-data',
    'instance-data.ec2.internal',
  ),
);

/**
 * True for an address that nothing of ours may connect to, whoever named it: link-local and
 * metadata (THREATS T17). Private addresses are the operator's to choose.
 */
export function isForbiddenAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = withinIpv6(ipaddr.process(address));
  return ip.range() === 'linkLocal' || metadataAddresses.includes(ip.toNormalizedString());
}

/** The same of a URL, by the name or the address that stands in it, however it is spelled. */
export function isForbiddenUrl(url: string): boolean {
  // The parser has turned decimal, octal and hexadecimal spellings into the usual one.
  const host = new URL(url).hostname.replace(/\.+$/, '').replace(/^\[(.*)\]$/, '$1');
  return metadataNames.has(host) || isForbiddenAddress(host);
}

/** The IPv4 address that NAT64, its predecessor or 6to4 would lead to (RFC 6052, 6145, 3056). */
function withinIpv6(ip: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (ip instanceof ipaddr.IPv4) return ip;
  const bytes = ip.toByteArray();
  switch (ip.range()) {
    case 'rfc6052':
    case 'rfc6145':
      return new ipaddr.IPv4(bytes.slice(12));
    case '6to4':
      return new ipaddr.IPv4(bytes.slice(2, 6));
    default:
      // IPv4-compatible addresses, long out of use (RFC 4291 §2.5.5.1).
      return bytes.slice(0, 12).every((byte) => byte === 0) ? new ipaddr.IPv4(bytes.slice(12)) : ip;
  }
}

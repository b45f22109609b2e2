import { peerAddress } from './peer-address.ts';

/**
 * The headers of a request with its `x-forwarded-for` made believable: it ends with the address that
 * the connection came from, and holds what the client sent only where proxies are trusted. Read from
 * the right, over the trusted proxies, its first entry is the client.
 */
export function headersWithClientAddress(
  request: Request,
  trustedProxies: readonly string[],
): Headers {
  const headers = new Headers(request.headers);
  const said = headers.get('x-forwarded-for');
  headers.delete('x-forwarded-for');
  const peer = peerAddress(request);
  // Then limits by address count everyone together, which is strict rather than open.
  if (peer === undefined) return headers;
  const chain = trustedProxies.length > 0 && said !== null ? `${said}, ${peer}` : peer;
  headers.set('x-forwarded-for', chain);
  return headers;
}

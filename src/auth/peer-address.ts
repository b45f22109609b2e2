import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

const header = 'x-throughline-peer';
const installed = Symbol.for('throughline.peer-addresses');

/**
 * Has every request that reaches this process carry the address of whoever holds the other end of
 * its connection. Web-standard requests have none, and Next puts it into `x-forwarded-for` only where
 * the client sent no such header itself. What a client says in our header is overwritten.
 */
export function tellPeerAddresses(): void {
  if (peerAddressesAreTold()) return;
  // Published synchronously, before the server's own handler sees the request.
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return;
    const { request } = message;
    if (!(request instanceof IncomingMessage)) return;
    request.headers[header] = request.socket.remoteAddress ?? '';
  });
  Reflect.set(globalThis, installed, true);
}

/** The other end of the request's connection; undefined where nobody tells it. */
export function peerAddress({ headers }: { headers: Pick<Headers, 'get'> }): string | undefined {
  if (!peerAddressesAreTold()) return undefined;
  return headers.get(header) || undefined;
}

/** Next bundles the caller of either function apart, so a variable of this module would not do. */
function peerAddressesAreTold(): boolean {
  return Reflect.get(globalThis, installed) === true;
}

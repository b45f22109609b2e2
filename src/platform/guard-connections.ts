import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { isForbiddenAddress } from '#src/config/forbidden-address.ts';

/**
 * No connection of this process goes to a link-local or metadata address, whatever name led there
 * and whenever it began to: names are looked at once they are resolved, for each connection.
 */
export function guardConnections(): void {
  subscribe('net.client.socket', (message) => {
    const socket: unknown = Reflect.get(Object(message), 'socket');
    if (!(socket instanceof Socket)) return;
    socket.on('lookup', (_error, address) => {
      if (isForbiddenAddress(address)) {
        socket.destroy(new Error('A link-local or metadata address is not connected to.'));
      }
    });
  });
}

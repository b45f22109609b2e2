import { type ClientRequest, createServer, get } from 'node:http';
import { get as secureGet } from 'node:https';
import type { LookupFunction } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { guardConnections } from './guard-connections.ts';

guardConnections();

/** A name server that changed its mind since the address was checked. */
const resolvesTo =
  (address: string): LookupFunction =>
  (_name, options, answer) => {
    const family = address.includes(':') ? 6 : 4;
    setImmediate(() => {
      if (options.all) answer(null, [{ address, family }]);
      else answer(null, address, family);
    });
  };

/** How it failed, or that it began to connect: what does not answer there would be waited for. */
function fateOf(request: ClientRequest): Promise<string> {
  return new Promise((resolve) => {
    request.on('error', (error) => resolve(String(error)));
    request.on('socket', (socket) =>
      socket.on('connectionAttempt', (address) => {
        resolve(`connects to ${address}`);
        request.destroy();
      }),
    );
  });
}

test.each(['169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254', 'fe80::1'])(
  'a name that resolves to %s is not connected to',
  async (address) => {
    const lookup = resolvesTo(address);
    for (const request of [
      () => get('http://rebound.example/', { lookup }),
      () => secureGet('https://rebound.example/', { lookup }),
    ]) {
      expect(await fateOf(request())).toContain('is not connected to');
    }
  },
);

test('a name of this machine is', async () => {
  const server = createServer((_request, response) => response.end('here'));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  const answer = await fetch(`http://localhost:${address.port}/`);
  expect(await answer.text()).toBe('here');
});

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

/** An issuer's key: what it signs with, and what it publishes. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function newSigningKey(kid: string): SigningKey {
  return { kid, ...generateKeyPairSync('ed25519') };
}

type Answer = (response: ServerResponse) => void;

/** How a broken issuer answers. */
export const outages = {
  'a refused connection': (response) => response.socket?.destroy(),
  'status 500': (response) => response.writeHead(500).end('{"keys":[]}'),
  silence: () => {},
  'a page of HTML': (response) => response.writeHead(200).end('<html></html>'),
  'no keys': (response) => response.writeHead(200).end('{"keys":[]}'),
  'a key of no use': (response) =>
    response.writeHead(200).end('{"keys":[{"kid":"k","kty":"OKP","crv":"Ed25519","x":"AA"}]}'),
  'a redirect': (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
} satisfies Record<string, Answer>;

export interface JwksServer {
  readonly url: string;
  /** Requests so far. */
  requests(): number;
  publish(keys: readonly SigningKey[], others?: readonly object[]): void;
  fail(outage: keyof typeof outages): void;
  stop(): Promise<void>;
}

/** A real HTTP server in the place of the issuer's key set. */
export async function startJwksServer(keys: readonly SigningKey[]): Promise<JwksServer> {
  let requests = 0;
  let answer: Answer = outages['no keys'];
  const publish: JwksServer['publish'] = (published, others = []) => {
    const jwks = published.map(({ kid, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
    }));
    const body = JSON.stringify({ keys: [...jwks, ...others] });
    answer = (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  };
  publish(keys);
  const good = answer;
  const server = createServer((request, response) => {
    requests += 1;
    if (request.url === '/elsewhere') good(response);
    else answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  return {
    url: `http://127.0.0.1:${address.port}/jwks`,
    requests: () => requests,
    publish,
    fail: (outage) => {
      answer = outages[outage];
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

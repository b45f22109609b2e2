import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface HttpProxy {
  /** Origin. */
  readonly url: string;
  /** Headers of each request so far, as they came. */
  readonly seen: readonly IncomingHttpHeaders[];
  /** TCP connections accepted so far. */
  sockets(): number;
  stop(): Promise<void>;
}

/**
 * A proxy on the loopback that counts what passes.
 * @param added headers that every request is sent on with
 * @param changed what becomes of a body on its way back
 */
export async function startHttpProxy(
  target: string,
  added: () => Record<string, string> = () => ({}),
  changed?: (body: string) => string,
): Promise<HttpProxy> {
  const seen: IncomingHttpHeaders[] = [];
  let sockets = 0;
  const proxy = createServer((incoming, outgoing) => {
    seen.push(incoming.headers);
    const forwarded = request(
      `${target}${incoming.url ?? ''}`,
      // Host and Origin go on as they came: refusing the foreign ones is the target's part.
      { method: incoming.method, headers: { ...incoming.headers, ...added() } },
      (answer) => {
        if (changed) {
          const { 'content-length': _, ...headers } = answer.headers;
          outgoing.writeHead(answer.statusCode ?? 502, headers);
          void text(answer).then((body) => outgoing.end(changed(body)));
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.once('error', () => outgoing.destroy());
    outgoing.once('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  proxy.on('connection', () => (sockets += 1));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    sockets: () => sockets,
    stop: async () => {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close');
    },
  };
}

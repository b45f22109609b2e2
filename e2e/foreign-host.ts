import { once } from 'node:events';
import { createServer } from 'node:http';

export interface ForeignHost extends AsyncDisposable {
  /** Origin: of this machine, and for a browser another site. */
  readonly url: string;
  /** What was asked of it so far, as method and path. */
  readonly asked: readonly string[];
}

/** A site that is not ours. It notices everything that reaches it, and answers with `html`. */
export async function startForeignHost(html = ''): Promise<ForeignHost> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response
      .writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' })
      .end(html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  return {
    url: `http://elsewhere.localhost:${address.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

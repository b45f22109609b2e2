import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '#scripts/free-port.ts';
import { leash } from '#scripts/leash.ts';
import { installPackage } from './compose/install-package.ts';
import { outputOf } from './compose/run-command.ts';

const startTimeoutMs = 20_000;

export interface Nginx {
  /** Origin. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Debian's nginx before a gateway, as it comes: answers are buffered unless they say otherwise. It
 * compresses whatever it may, and cuts what is silent for 15 seconds.
 * @returns undefined where this machine has none and cannot install it
 */
export async function startNginx(target: string): Promise<Nginx | undefined> {
  const isThere = async () => (await outputOf('nginx', ['-v'])) !== undefined;
  if (!(await isThere()) && !((await installPackage('nginx-light')) && (await isThere()))) {
    return undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'throughline-nginx-'));
  const port = await freePort();
  const configuration = join(directory, 'nginx.conf');
  await writeFile(
    configuration,
    `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  gzip on;
  gzip_proxied any;
  gzip_min_length 0;
  gzip_types application/json text/event-stream;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${target};
      proxy_http_version 1.1;
      proxy_set_header Connection '';
      proxy_read_timeout 15s;
    }
  }
}
`,
  );
  const server = spawn('nginx', ['-c', configuration, '-p', directory], { stdio: 'inherit' });
  if (server.pid !== undefined) server.once('exit', leash(server.pid, 'SIGTERM'));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    }
    await rm(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + startTimeoutMs;
  const answers = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await answers())) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error('nginx did not start.');
    }
    await delay(50);
  }
  return { url, stop };
}

import { type Logger, pino } from 'pino';

export type { Logger };

/** What must never reach a log, wherever an object holds it. */
const SECRETS = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'apiKey',
  'clientSecret',
];

/** A process's logger: one JSON line per event on standard output. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
  });
}

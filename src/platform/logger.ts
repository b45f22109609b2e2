import { type Logger, pino } from 'pino';
import { loggableError } from './loggable-error.ts';

export type { Logger };

/** What may be written beside the message. Whatever else a call hands in is left out. */
const fields: ReadonlySet<string> = new Set(
  [
    // What was asked, and what came of it.
    ['err', 'traceId', 'procedure', 'tool', 'code', 'outcome', 'channel', 'line'],
    // Whose it was: ids of ours, never a name or an address.
    ['userId', 'runId'],
    // How the process was started.
    ['host', 'port', 'model', 'scripted', 'applied'],
    // Without SMTP_URL the log may be the outbox (src/auth/mailer.ts).
    ['to', 'subject', 'link'],
  ].flat(),
);

/** A process's logger: one JSON line per event on standard output. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    serializers: { err: loggableError },
    formatters: {
      log: (given) =>
        Object.fromEntries(Object.entries(given).filter(([field]) => fields.has(field))),
    },
  });
}

/**
 * What libraries write to the console goes to the log: the text that they wrote, cut to size, and
 * an error as any other. Further arguments may hold what a person typed.
 */
export function logConsole(logger: Logger): void {
  for (const level of ['error', 'warn'] as const) {
    console[level] = (...given: unknown[]) => {
      const err = given.find((each) => each instanceof Error);
      const [text] = given;
      logger[level](
        { ...(err && { err }), ...(typeof text === 'string' && { line: text.slice(0, 200) }) },
        'a library wrote to the console',
      );
    };
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { ResourceChange } from '#src/contracts/chat.ts';
import type { Logger } from '#src/platform/logger.ts';

/** What can be waited for; each but the jobs belongs to one user. */
export type Topic =
  /** A run waits for a worker. */
  | { kind: 'job' }
  /** The run wrote an event. */
  | { kind: 'run'; userId: string; runId: string }
  /** The run was ended by somebody else than its worker. */
  | { kind: 'stop'; userId: string; runId: string }
  /** The session may have ended. */
  | { kind: 'session'; sessionId: string }
  | { kind: 'change'; userId: string; resource: ResourceChange['resource'] };

export interface Subscription extends Disposable {
  /** True when something may have happened since the last call; false after the timeout or an abort. */
  next(options: { signal: AbortSignal; timeoutMs?: number }): Promise<boolean>;
}

/** Wakes this process about what any process wrote. Carries ids only, never content. */
export interface EventBus {
  subscribe(topic: Topic): Subscription;
  /**
   * Tells of every session that was signed out, revoked or deleted. Undefined: nobody listened for
   * a while, and any may have been.
   */
  onSessionEnded(listener: (sessionId: string | undefined) => void): void;
  close(): Promise<void>;
}

const runChannel = 'throughline_runs';
const changeChannel = 'throughline_changes';
const jobChannel = 'throughline_jobs';
const sessionChannel = 'throughline_sessions';

const RunNotice = z.object({
  userId: z.string(),
  runId: z.string(),
  stop: z.literal(true).optional(),
});
const SessionNotice = z.object({ sessionId: z.string() });
const ChangeNotice = ResourceChange.extend({ userId: z.string() }).strip();

const firstBackoffMs = 100;
const maxBackoffMs = 5_000;

/**
 * One LISTEN connection for the whole process. When it breaks it is opened again, and everyone is
 * woken then: what was written in between is read from the tables.
 * @param directUrl reaches PostgreSQL itself, since LISTEN does not pass a transaction pooler
 */
export function createEventBus(directUrl: string, logger: Logger): EventBus {
  const wakers = new Map<string, Set<() => void>>();
  const sessionListeners: ((sessionId: string | undefined) => void)[] = [];
  const closing = new AbortController();
  let client: pg.Client | undefined;

  function wake(key: string): void {
    for (const waker of wakers.get(key) ?? []) waker();
  }

  function sessionEnded(sessionId: string | undefined): void {
    for (const listener of sessionListeners) listener(sessionId);
    if (sessionId !== undefined) wake(keyOf({ kind: 'session', sessionId }));
  }

  function receive({ channel, payload }: pg.Notification): void {
    const notice = parseJson(payload ?? '');
    const topic = topicOf(channel, notice);
    const session = channel === sessionChannel ? SessionNotice.safeParse(notice).data : undefined;
    if (topic) wake(keyOf(topic));
    else if (session) sessionEnded(session.sessionId);
    else logger.warn({ channel }, 'a notification that is not understood');
  }

  /** Resolves when the connection is gone. */
  async function listen(): Promise<void> {
    const connection = new pg.Client({ connectionString: directUrl, keepAlive: true });
    const ended = new Promise<void>((resolve) => {
      connection.once('end', resolve);
      connection.on('error', () => resolve());
    });
    client = connection;
    try {
      connection.on('notification', receive);
      await connection.connect();
      await connection.query(
        [runChannel, changeChannel, jobChannel, sessionChannel]
          .map((channel) => `LISTEN ${channel}`)
          .join('; '),
      );
      sessionEnded(undefined);
      for (const key of wakers.keys()) wake(key);
      attempts = 0;
      await ended;
    } finally {
      connection.end().catch(() => {});
    }
  }

  let attempts = 0;
  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen().catch((error: unknown) => {
        logger.warn({ err: error }, 'cannot listen for notifications, trying again');
      });
      const waitMs = Math.min(firstBackoffMs * 2 ** attempts, maxBackoffMs);
      attempts += 1;
      await delay(waitMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  }
  const running = keepListening();

  return {
    subscribe(topic) {
      const key = keyOf(topic);
      const { waker, subscription } = createSubscription(() => {
        const set = wakers.get(key);
        set?.delete(waker);
        if (set?.size === 0) wakers.delete(key);
      });
      wakers.set(key, (wakers.get(key) ?? new Set()).add(waker));
      return subscription;
    },
    onSessionEnded: (listener) => sessionListeners.push(listener),
    async close() {
      closing.abort();
      await client?.end().catch(() => {});
      await running;
    },
  };
}

/** Wake-ups that come while nobody waits are kept as one. */
function createSubscription(unsubscribe: () => void): {
  waker: () => void;
  subscription: Subscription;
} {
  let woken = false;
  let resume: (() => void) | undefined;
  return {
    waker: () => {
      woken = true;
      resume?.();
    },
    subscription: {
      async next({ signal, timeoutMs }) {
        if (!woken && !signal.aborted) {
          await new Promise<void>((resolve) => {
            const timer = timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs);
            function done(): void {
              clearTimeout(timer);
              signal.removeEventListener('abort', done);
              resume = undefined;
              resolve();
            }
            resume = done;
            signal.addEventListener('abort', done, { once: true });
          });
        }
        const result = woken && !signal.aborted;
        woken = false;
        return result;
      },
      [Symbol.dispose]: unsubscribe,
    },
  };
}

function keyOf(topic: Topic): string {
  switch (topic.kind) {
    case 'job':
      return topic.kind;
    case 'session':
      return JSON.stringify([topic.kind, topic.sessionId]);
    case 'change':
      return JSON.stringify([topic.kind, topic.userId, topic.resource]);
    case 'run':
    case 'stop':
      return JSON.stringify([topic.kind, topic.userId, topic.runId]);
  }
}

function parseJson(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function topicOf(channel: string, notice: unknown): Topic | undefined {
  switch (channel) {
    case runChannel: {
      const { data } = RunNotice.safeParse(notice);
      return data && { kind: data.stop ? 'stop' : 'run', userId: data.userId, runId: data.runId };
    }
    case changeChannel: {
      const { data } = ChangeNotice.safeParse(notice);
      return data && { kind: 'change', userId: data.userId, resource: data.resource };
    }
    case jobChannel:
      return { kind: 'job' };
    default:
      return undefined;
  }
}

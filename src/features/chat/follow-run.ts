import type { AppErrorShape } from '#src/contracts/app-error.ts';
import type { RunEvent } from '#src/contracts/run-event.ts';
import { reconnectDelayMs } from '#src/trpc-client/reconnect-delay.ts';
import { advanceRunProgress, type RunProgress, startRunProgress } from './run-progress.ts';

export interface FollowedRun {
  progress: RunProgress;
  /** `lost`: a connection ended early and the next one is under way or waits for its turn. */
  connection: 'open' | 'lost' | 'refused';
  /** Why the run cannot be followed at all. */
  refusal: AppErrorShape | null;
}

/** Opens one stream of a run's events after `lastEventId`; what it returns closes it. */
export type OpenRunStream = (
  lastEventId: string | null,
  on: {
    event: (id: string, event: RunEvent) => void;
    /** The connection broke; the stream may mend it by itself. */
    interrupted: () => void;
    /** The stream is over for good, with or without an error. */
    closed: (error: AppErrorShape | null) => void;
  },
) => () => void;

/**
 * Follows a run to its end over as many streams as it takes, waiting longer after each that brought
 * nothing (DESIGN §5). Gives up only when the run is not this person's to see. What it returns
 * stops following.
 */
export function followRun(
  runId: string,
  open: OpenRunStream,
  onChange: (followed: FollowedRun) => void,
): () => void {
  let followed: FollowedRun = {
    progress: startRunProgress(runId),
    connection: 'open',
    refusal: null,
  };
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let close: (() => void) | undefined;
  let over = false;

  function change(part: Partial<FollowedRun>) {
    followed = { ...followed, ...part };
    onChange(followed);
  }

  function stop() {
    over = true;
    clearTimeout(timer);
    close?.();
  }

  function connect() {
    close = open(followed.progress.lastEventId, {
      event(id, event) {
        if (over) return;
        failures = 0;
        const progress = advanceRunProgress(followed.progress, id, event);
        change({ progress, connection: 'open' });
        if (progress.status !== 'running') stop();
      },
      interrupted() {
        if (!over) change({ connection: 'lost' });
      },
      closed(error) {
        if (over) return;
        if (error?.code === 'NOT_FOUND' || error?.code === 'FORBIDDEN') {
          over = true;
          change({ connection: 'refused', refusal: error });
          return;
        }
        change({ connection: 'lost' });
        timer = setTimeout(connect, reconnectDelayMs(failures));
        failures += 1;
      },
    });
  }

  connect();
  return stop;
}

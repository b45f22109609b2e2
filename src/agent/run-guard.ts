import type { RunLimits } from '#src/config/limits.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { StoredToolOutcome } from '#src/contracts/message.ts';

/** How often a model is told that its calls do not fit before its run is given up. */
const maxCorrections = 2;

/**
 * What one run may still do. It is told of everything in order, of what is read back from the
 * journal too, so that a run that changes workers has no more than one that does not.
 */
export interface RunGuard {
  /** @throws AppError TOO_MANY_REQUESTS when the model was called often enough */
  admitStep(step: number): void;
  /** @throws AppError UNAVAILABLE when the model keeps calling tools in a form that does not fit */
  heed(outcomes: readonly StoredToolOutcome[]): void;
}

export function createRunGuard({ maxSteps }: Pick<RunLimits, 'maxSteps'>): RunGuard {
  let corrections = 0;
  return {
    admitStep(step) {
      if (step <= maxSteps) return;
      throw new AppError(
        'TOO_MANY_REQUESTS',
        `The agent stopped after ${maxSteps} steps without coming to an end. What it did stays done; ask it to go on.`,
      );
    },
    heed(outcomes) {
      if (!outcomes.some(isMisfit)) return;
      corrections += 1;
      if (corrections <= maxCorrections) return;
      throw new AppError(
        'UNAVAILABLE',
        'The model kept calling tools in a form that does not fit. What it did stays done; try again.',
        { details: { retryAfterSeconds: 5 } },
      );
    },
  };
}

/** Arguments that are no JSON or not whole or not those of the tool, or a tool that there is not. */
function isMisfit(outcome: StoredToolOutcome): boolean {
  return outcome.status === 'error' && outcome.error.code === 'BAD_REQUEST';
}

/** The reason to abort a run that goes on for longer than it may. */
export function ranTooLong({ maxMs }: Pick<RunLimits, 'maxMs'>): AppError {
  return new AppError(
    'TIMEOUT',
    `The agent stopped after ${maxMs / 1_000} seconds without coming to an end. What it did stays done; ask it to go on.`,
  );
}

import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { ActorTransaction } from '../with-actor.ts';

/** One day in UTC, over all people. */
export interface DailyActivity {
  /** YYYY-MM-DD */
  day: string;
  /** Who called a tool. */
  people: number;
  calls: number;
  failedCalls: number;
  tasksAdded: number;
  tasksCompleted: number;
}

/**
 * The last days, oldest first, today last: counts and nothing else of anybody's.
 * @param days 1 to 366
 * @throws AppError FORBIDDEN without the scope `operator`, for which PostgreSQL asks as well
 */
export async function dailyActivity(
  transaction: ActorTransaction,
  actor: Actor,
  days: number,
): Promise<DailyActivity[]> {
  if (!actor.scopes.includes('operator')) {
    throw new AppError('FORBIDDEN', 'This needs the scope operator.', {
      details: { scopes: ['operator'] },
    });
  }
  return transaction.$queryRaw<DailyActivity[]>`
    SELECT day::text, people::int, calls::int, failed_calls::int AS "failedCalls",
      tasks_added::int AS "tasksAdded", tasks_completed::int AS "tasksCompleted"
    FROM app.report_daily_activity(${days}::int)`;
}

import { z } from 'zod';

const count = (what: string) =>
  z.coerce
    .number({ error: `it must be a number of ${what}` })
    .int(`it must be a whole number of ${what}`)
    .positive(`it must be at least one of ${what}`);

/** What one person and one run may take. */
export const limitVariables = {
  MODEL_RETRIES: z.coerce
    .number({ error: 'it must be a number of tries' })
    .int('it must be a whole number of tries')
    .min(0, 'it must be 0 or more')
    .max(10, 'it must be 10 or less')
    .default(2),
  RUN_MAX_STEPS: count('steps').default(8),
  RUN_MAX_SECONDS: count('seconds').default(600),
  RUNS_PER_PERSON: count('runs').default(8),
  STREAMS_PER_PERSON: count('streams').default(64),
  RUN_EVENTS_DAYS: count('days').default(30),
  AUDIT_DAYS: count('days').min(30, 'it must be at least 30 days').default(365),
};

export interface Limits {
  /** How often a model that failed is asked again, as long as nothing of its answer was shown. */
  readonly modelRetries: number;
  /** Open pages hold one or two each; a lost connection may count until it is seen to be dead. */
  readonly streamsPerPerson: number;
  readonly run: RunLimits;
  /** How many days rows are kept. */
  readonly retention: { readonly runEventsDays: number; readonly auditDays: number };
}

export interface RunLimits {
  /** Calls of the model. */
  readonly maxSteps: number;
  /** From when a worker takes the run until it has ended it. */
  readonly maxMs: number;
  /** Of one person, under way at once. */
  readonly perPerson: number;
}

export function limitsConfig(values: {
  [Name in keyof typeof limitVariables]: number;
}): Limits {
  return {
    modelRetries: values.MODEL_RETRIES,
    streamsPerPerson: values.STREAMS_PER_PERSON,
    run: {
      maxSteps: values.RUN_MAX_STEPS,
      maxMs: values.RUN_MAX_SECONDS * 1_000,
      perPerson: values.RUNS_PER_PERSON,
    },
    retention: { runEventsDays: values.RUN_EVENTS_DAYS, auditDays: values.AUDIT_DAYS },
  };
}

import type { z } from 'zod';

/** Variables by name, as `process.env` has them. */
export type Environment = Record<string, string | undefined>;

/** A process was started with an environment that it cannot run with. The message names each fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads one process's variables. An empty variable counts as absent, as in most shells' habit.
 * @throws ConfigError with a line for each variable that is missing or wrong, and what it should be.
 */
export function parseEnv<Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment,
): z.infer<Schema> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.');
    const state = name in present ? 'is wrong' : 'is missing';
    return `  ${name} ${state}: ${issue.message}`;
  });
  throw new ConfigError(
    `The environment is not complete.\n${lines.join('\n')}\n.env.example explains each variable.`,
  );
}

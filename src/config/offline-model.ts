import { z } from 'zod';
import { type Environment, parseEnv } from './parse-env.ts';
import { Host, LogLevel, Port } from './variables.ts';

const OfflineModelEnv = z.object({
  HOST: Host,
  OFFLINE_MODEL_PORT: Port.default(8002),
  OFFLINE_MODEL_SCRIPTED: z.enum(['0', '1'], { error: 'it must be 1 or absent' }).default('0'),
  LOG_LEVEL: LogLevel,
});

export type OfflineModelConfig = ReturnType<typeof loadOfflineModelConfig>;

/** @throws ConfigError */
export function loadOfflineModelConfig(env: Environment = process.env) {
  const values = parseEnv(OfflineModelEnv, env);
  return {
    host: values.HOST,
    port: values.OFFLINE_MODEL_PORT,
    /** Opens the routes by which tests say what to answer. */
    scripted: values.OFFLINE_MODEL_SCRIPTED === '1',
    logLevel: values.LOG_LEVEL,
  };
}

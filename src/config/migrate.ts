import { z } from 'zod';
import { type Environment, parseEnv } from './parse-env.ts';
import { DatabaseUrl, Secret } from './variables.ts';
import { loadWebConfig } from './web.ts';

const MigrateEnv = z.object({
  OWNER_DATABASE_URL: DatabaseUrl,
  WEB_DATABASE_PASSWORD: Secret,
  GATEWAY_DATABASE_PASSWORD: Secret,
  TOOLS_DATABASE_PASSWORD: Secret,
  GATEWAY_CLIENT_SECRET: Secret,
});

export type MigrateConfig = ReturnType<typeof loadMigrateConfig>;

/**
 * What prepares the database of processes that run apart. It also reads the environment of `web`,
 * which says who the identity provider is.
 * @throws ConfigError
 */
export function loadMigrateConfig(env: Environment = process.env) {
  const values = parseEnv(MigrateEnv, env);
  return {
    /** Of the owner, who may create roles. */
    ownerUrl: values.OWNER_DATABASE_URL,
    rolePasswords: {
      web: values.WEB_DATABASE_PASSWORD,
      gateway: values.GATEWAY_DATABASE_PASSWORD,
      tools: values.TOOLS_DATABASE_PASSWORD,
    },
    gatewayClientSecret: values.GATEWAY_CLIENT_SECRET,
    web: loadWebConfig(env),
  };
}

import { z } from 'zod';
import { identityConfig, identityVariables } from './identity.ts';
import { type Environment, parseEnv } from './parse-env.ts';
import { DatabaseUrl, Host, HttpUrl, List, LogLevel, Port } from './variables.ts';

const McpServerEnv = z.object({
  DATABASE_URL: DatabaseUrl,
  HOST: Host,
  MCP_PORT: Port.default(8001),
  MCP_SERVER_URL: HttpUrl.optional(),
  MCP_RESOURCE: HttpUrl.optional(),
  ...identityVariables,
  ALLOWED_HOSTS: List.default([]),
  LOG_LEVEL: LogLevel,
});

export type McpServerConfig = ReturnType<typeof loadMcpServerConfig>;

/** @throws ConfigError */
export function loadMcpServerConfig(env: Environment = process.env) {
  const values = parseEnv(McpServerEnv, env);
  const url = values.MCP_SERVER_URL ?? `http://127.0.0.1:${values.MCP_PORT}/mcp`;
  return {
    databaseUrl: values.DATABASE_URL,
    host: values.HOST,
    port: values.MCP_PORT,
    /** The address clients reach this server at. */
    url,
    /** `aud` of the tokens this server accepts, and `resource` of its metadata (RFC 9728). */
    resource: values.MCP_RESOURCE ?? url,
    identity: identityConfig(values),
    /** Host headers served, apart from loopback and the public address's own. */
    allowedHosts: [
      'localhost',
      '127.0.0.1',
      '[::1]',
      new URL(url).hostname,
      ...values.ALLOWED_HOSTS,
    ],
    logLevel: values.LOG_LEVEL,
  };
}

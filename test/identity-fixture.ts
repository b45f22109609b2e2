import { freePort } from '#scripts/free-port.ts';
import { type AuthDatabase, createAuthDatabase } from '#src/db/client.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { identifiers, testSecrets } from './identifiers.ts';
import { type Person, signUp } from './person.ts';
import { type SpawnedServer, spawnServer } from './spawn-server.ts';

/** The identity provider alone, as a process of its own over a database of its own. */
export interface Identity {
  readonly url: string;
  readonly jwksUrl: string;
  readonly tokenUrl: string;
  readonly server: SpawnedServer;
  /** Stops the process and starts it again on its port, with these variables on top. */
  restart(env: Record<string, string>): Promise<void>;
  readonly testDatabase: TestDatabase;
  /** Connected as the role of `web`, for arranging. */
  readonly database: AuthDatabase;
  signUp(name?: string): Promise<Person>;
  stop(): Promise<void>;
}

/**
 * @param clusterUrl of another cluster than the tests' own
 * @param env variables on top of the usual ones
 */
export async function startIdentity(
  clusterUrl?: string,
  env: Record<string, string> = {},
): Promise<Identity> {
  const [testDatabase, port] = await Promise.all([createTestDatabase(clusterUrl), freePort()]);
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    NODE_ENV: 'production',
    WEB_PORT: String(port),
    DATABASE_URL: testDatabase.web,
    BETTER_AUTH_URL: url,
    BETTER_AUTH_ISSUER: identifiers.issuer,
    BETTER_AUTH_SECRET: testSecrets.betterAuth,
    NEXT_PUBLIC_API_URL: 'http://127.0.0.1:8000',
    GATEWAY_AUDIENCE: identifiers.gatewayAudience,
    GATEWAY_CLIENT_ID: identifiers.gatewayClientId,
    MCP_SERVER_URL: 'http://127.0.0.1:8001/mcp',
    MCP_RESOURCE: identifiers.mcpResource,
    ...env,
  };
  const start = (changes: Record<string, string>) =>
    spawnServer('test/identity-server.ts', port, { ...environment, ...changes });
  let server = await start({});
  const database = createAuthDatabase(testDatabase.web);
  return {
    url,
    jwksUrl: `${url}/api/auth/jwks`,
    tokenUrl: `${url}/api/auth/oauth2/token`,
    get server() {
      return server;
    },
    async restart(changes) {
      await server.stop();
      server = await start(changes);
    },
    testDatabase,
    database,
    signUp: (name) => signUp(url, name),
    async stop() {
      await server.stop();
      await database.$disconnect();
      await testDatabase.drop();
    },
  };
}

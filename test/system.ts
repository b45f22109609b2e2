import { freePort } from '#scripts/free-port.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { identifiers, testSecrets } from './identifiers.ts';
import { type Person, signUp } from './person.ts';
import { type ScriptedModel, scriptedModel } from './scripted-model.ts';
import { type SpawnedServer, spawnServer } from './spawn-server.ts';

/** Every tier as a process of its own, on free ports, over a database of its own. */
export interface System {
  readonly database: TestDatabase;
  /** better-auth's handler on plain Node http; the same code as in `web`, without Next. */
  readonly identity: SpawnedServer;
  readonly mcp: SpawnedServer;
  readonly gateway: SpawnedServer;
  readonly model: ScriptedModel;
  /** The gateway's environment, for its services inside of a test. */
  readonly gatewayEnv: Record<string, string>;
  /** As it is started, to be started again. */
  readonly mcpEnv: Record<string, string>;
  signUp(name?: string): Promise<Person>;
  /** Starts the gateway again on its port, or another one, with these variables on top. */
  startGateway(env?: Record<string, string>): Promise<SpawnedServer>;
  /** Starts the MCP server again on its port. */
  startMcpServer(): Promise<SpawnedServer>;
  /** A worker beside the gateway, with these variables on top of the gateway's. */
  startWorker(env?: Record<string, string>): Promise<SpawnedServer>;
  stop(): Promise<void>;
}

/**
 * @param gatewayEnv variables of the gateway on top of the usual ones
 * @param everyEnv variables of every process
 * @param clusterUrl of another cluster than the tests' own
 */
export async function startSystem(
  gatewayEnv: Record<string, string> = {},
  everyEnv: Record<string, string> = {},
  clusterUrl?: string,
): Promise<System> {
  const [database, ...ports] = await Promise.all([
    createTestDatabase(clusterUrl),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const [identityPort, mcpPort, gatewayPort, modelPort] = ports;
  const identity = {
    BETTER_AUTH_URL: `http://127.0.0.1:${identityPort}`,
    BETTER_AUTH_ISSUER: identifiers.issuer,
  };
  const mcp = {
    MCP_SERVER_URL: `http://127.0.0.1:${mcpPort}/mcp`,
    MCP_RESOURCE: identifiers.mcpResource,
  };
  const gateway = {
    GATEWAY_AUDIENCE: identifiers.gatewayAudience,
    GATEWAY_CLIENT_ID: identifiers.gatewayClientId,
  };
  const started: SpawnedServer[] = [];
  const start = async (entry: string, port: number, env: Record<string, string>) => {
    const server = await spawnServer(entry, port, { ...env, ...everyEnv });
    started.push(server);
    return server;
  };
  const wholeGatewayEnv = {
    ...identity,
    ...mcp,
    ...gateway,
    DATABASE_URL: database.gateway,
    GATEWAY_PORT: String(gatewayPort),
    GATEWAY_CLIENT_SECRET: testSecrets.gatewayClient,
    OFFLINE_MODEL_PORT: String(modelPort),
    ...gatewayEnv,
  };
  const mcpEnv = {
    ...identity,
    ...mcp,
    DATABASE_URL: database.tools,
    MCP_PORT: String(mcpPort),
  };
  const startGateway = (env: Record<string, string> = {}) =>
    start('src/gateway/main.ts', Number(env['GATEWAY_PORT'] ?? gatewayPort), {
      ...wholeGatewayEnv,
      ...env,
    });
  const startMcpServer = () => start('mcp-server/main.ts', mcpPort, mcpEnv);
  const startWorker = async (env: Record<string, string> = {}) => {
    const port = await freePort();
    const worker = { ...wholeGatewayEnv, WORKER_PORT: String(port), ...env };
    return start('src/gateway/worker-main.ts', port, worker);
  };
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
    await database.drop();
  };
  try {
    const [identityServer, mcpServer, gatewayServer, model] = await Promise.all([
      start('test/identity-server.ts', identityPort, {
        ...identity,
        ...mcp,
        ...gateway,
        DATABASE_URL: database.web,
        BETTER_AUTH_SECRET: testSecrets.betterAuth,
        NEXT_PUBLIC_API_URL: `http://127.0.0.1:${gatewayPort}`,
        WEB_PORT: String(identityPort),
      }),
      startMcpServer(),
      startGateway(),
      start('offline-model/main.ts', modelPort, {
        OFFLINE_MODEL_PORT: String(modelPort),
        OFFLINE_MODEL_SCRIPTED: '1',
      }),
    ]);
    return {
      database,
      identity: identityServer,
      mcp: mcpServer,
      gateway: gatewayServer,
      model: scriptedModel(model.url),
      gatewayEnv: wholeGatewayEnv,
      mcpEnv,
      signUp: (name) => signUp(identityServer.url, name),
      startGateway,
      startMcpServer,
      startWorker,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

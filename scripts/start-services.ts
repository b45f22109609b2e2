import { join } from 'node:path';
import { inheritedEnvironment, type StartConfig } from '#src/config/start.ts';
import { nextEnvironment } from './next-environment.ts';
import { type ServiceEnvironments, usesOfflineModel } from './service-environments.ts';
import { type Service, superviseService } from './supervise.ts';

const root = join(import.meta.dirname, '..');

/** Starts every process of the system at once, in production mode. */
export function startServices(options: {
  config: StartConfig;
  environments: ServiceEnvironments;
  logsDir: string;
}): Service[] {
  const { config, environments } = options;
  const start = (
    name: string,
    args: string[],
    env: Record<string, string>,
    readyUrl: string,
    needs: Service[] = [],
  ) =>
    superviseService({
      name,
      args,
      cwd: root,
      env: {
        ...inheritedEnvironment(),
        // Starts in half the time from the second start on.
        NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/throughline/compiled'),
        ...env,
      },
      logFile: join(options.logsDir, `${name}.log`),
      readyUrl,
      needs,
    });

  const web = start(
    'web',
    [
      ['node_modules/next/dist/bin/next', 'start'],
      ['--hostname', config.HOST, '--port', String(config.WEB_PORT)],
    ].flat(),
    { ...environments.web, ...nextEnvironment },
    address(config.WEB_PORT, '/health'),
  );
  const mcpServer = start(
    'mcp-server',
    ['mcp-server/main.ts'],
    environments.mcpServer,
    address(config.MCP_PORT, '/ready'),
    [web],
  );
  const gateway = start(
    'gateway',
    ['src/gateway/main.ts'],
    environments.gateway,
    address(config.GATEWAY_PORT, '/ready'),
    [web, mcpServer],
  );
  if (!usesOfflineModel(config)) return [web, mcpServer, gateway];
  const offlineModel = start(
    'offline-model',
    ['offline-model/main.ts'],
    environments.offlineModel,
    address(config.OFFLINE_MODEL_PORT, '/health'),
  );
  return [web, mcpServer, gateway, offlineModel];
}

function address(port: number, path: string): string {
  return `http://127.0.0.1:${port}${path}`;
}

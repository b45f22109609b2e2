import { join } from 'node:path';
import { inheritedEnvironment, type StartConfig } from '#src/config/start.ts';
import { nextEnvironment } from './next-environment.ts';
import { type ServiceEnvironments, usesOfflineModel } from './service-environments.ts';
import { type Service, superviseService } from './supervise.ts';

const root = join(import.meta.dirname, '..');

const shared = ['src/config', 'src/contracts', 'src/platform'];
const withData = [...shared, 'src/db', 'src/auth'];
/** The folders that each process may import from. */
const sourcesOf = {
  offlineModel: [...shared, 'offline-model'],
  mcpServer: [...withData, 'mcp-server'],
  gateway: [...withData, 'src/agent', 'src/gateway'],
};

/**
 * Starts every process of the system at once: in production mode, or, given what prints their
 * lines, in development mode, where each starts anew when one of its sources changes.
 */
export function startServices(options: {
  config: StartConfig;
  environments: ServiceEnvironments;
  logsDir: string;
  printLine?: ((name: string, line: string) => void) | undefined;
}): Service[] {
  const { config, environments, printLine } = options;
  const colours = process.stdout.isTTY && process.stdout.hasColors();
  const development = printLine && {
    NODE_ENV: 'development' as const,
    ...(colours && { FORCE_COLOR: '1' }),
  };
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
        ...development,
        ...env,
      },
      logFile: join(options.logsDir, `${name}.log`),
      readyUrl,
      needs,
      ...(printLine && {
        onLine: (line: string) => printLine(name, line),
        readyTimeoutMs: Number.POSITIVE_INFINITY,
      }),
    });
  const run = (entry: string, directories: string[]) =>
    printLine ? ['scripts/restart-on-change.ts', entry, ...directories] : [entry];

  const web = start(
    'web',
    [
      ['node_modules/next/dist/bin/next', printLine ? 'dev' : 'start'],
      ['--hostname', config.HOST, '--port', String(config.WEB_PORT)],
    ].flat(),
    {
      ...environments.web,
      ...nextEnvironment,
      ...(printLine && environments.web['MAIL_OUTBOX'] === 'log' && { MAIL_OUTBOX: 'page' }),
    },
    address(config.WEB_PORT, '/health'),
  );
  const mcpServer = start(
    'mcp-server',
    run('mcp-server/main.ts', sourcesOf.mcpServer),
    environments.mcpServer,
    address(config.MCP_PORT, '/ready'),
    [web],
  );
  const gateway = start(
    'gateway',
    run('src/gateway/main.ts', sourcesOf.gateway),
    environments.gateway,
    address(config.GATEWAY_PORT, '/ready'),
    [web, mcpServer],
  );
  if (!usesOfflineModel(config)) return [web, mcpServer, gateway];
  const offlineModel = start(
    'offline-model',
    run('offline-model/main.ts', sourcesOf.offlineModel),
    environments.offlineModel,
    address(config.OFFLINE_MODEL_PORT, '/health'),
  );
  return [web, mcpServer, gateway, offlineModel];
}

function address(port: number, path: string): string {
  return `http://127.0.0.1:${port}${path}`;
}

import type { StartConfig } from '#src/config/start.ts';
import { demoEmail } from '#prisma/demo-tasks.ts';
import { type ServiceEnvironments, usesOfflineModel } from './service-environments.ts';

/** The one screen a start ends in. */
export function readyScreen(options: {
  config: StartConfig;
  environments: ServiceEnvironments;
  /** Undefined when there is no demo account in this database. */
  demoPassword: string | undefined;
  database: string;
  logsDir: string;
  tookMs: number;
}): string {
  const { config, environments } = options;
  const rows: [label: string, text: string | undefined][] = [
    ['Open', environments.web['BETTER_AUTH_URL']],
  ];
  if (options.demoPassword !== undefined) {
    rows.push(['Demo', `${demoEmail}  password  ${options.demoPassword}`]);
  }
  if (usesOfflineModel(config)) {
    rows.push(
      ['Model', 'The offline model: not a language model, it understands plain requests'],
      ['', 'about tasks. For a real one, put OPENAI_API_KEY=… into a file .env here and'],
      ['', 'start again (OPENAI_BASE_URL and OPENAI_MODEL for any compatible server).'],
    );
  } else {
    const where = config.OPENAI_BASE_URL ?? 'https://api.openai.com/v1';
    rows.push(['Model', `${config.OPENAI_MODEL ?? 'the default model'} at ${where}`]);
  }
  rows.push(
    ['API', `${environments.web['NEXT_PUBLIC_API_URL']}/trpc`],
    ['MCP', environments.mcpServer['MCP_SERVER_URL']],
    ['Data', options.database],
    ['Logs', options.logsDir],
    ['Stop', 'Ctrl-C'],
  );
  const lines = rows.map(([label, text]) => `  ${label.padEnd(7)}${text ?? ''}`);
  const title = `  Throughline is ready (${(options.tookMs / 1000).toFixed(1)} s)`;
  return ['', title, '', ...lines, ''].join('\n');
}

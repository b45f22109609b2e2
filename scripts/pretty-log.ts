import { styleText } from 'node:util';
import { z } from 'zod';

const Fault = z.looseObject({ stack: z.string() });
const Entry = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().optional() });

type Style = Parameters<typeof styleText>[0];
const processStyles: Record<string, Style> = {
  web: 'cyan',
  'mcp-server': 'magenta',
  gateway: 'green',
  'offline-model': 'yellow',
};
const nameWidth = 13;

/**
 * A process's line for a person's eyes: its name in its colour, then, of a JSON entry, the time,
 * level, message, values and the stacks of faults. Any other line stays as it is.
 * @param root the project's directory: within it, stacks name files by their relative paths
 */
export function prettyLog(name: string, line: string, root: string): string {
  const prefix = styleText(processStyles[name] ?? 'blue', `${name.padEnd(nameWidth)} │`);
  return readable(line)
    .replaceAll(`file://${encodeURI(root)}/`, '')
    .replaceAll(`${root}/`, '')
    .replaceAll(/^/gm, `${prefix} `);
}

function readable(line: string): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const { level, time, msg = '', pid: _pid, hostname: _hostname, name: _name, ...rest } = entry;
  const values: string[] = [];
  const stacks: string[] = [];
  for (const [key, value] of Object.entries(rest)) {
    const fault = Fault.safeParse(value);
    if (fault.success) stacks.push(`\n${printable(fault.data.stack)}`);
    else
      values.push(
        ` ${key}=${printable(typeof value === 'string' ? value : JSON.stringify(value))}`,
      );
  }
  const clock = new Date(time).toTimeString().slice(0, 8);
  const first = `${styleText('dim', clock)} ${levelLabel(level)} ${printable(msg)}`;
  return `${first}${styleText('dim', values.join(''))}${stacks.join('')}`;
}

/** Without what a terminal would obey: an entry may quote what somebody sent. */
function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Cc}/gu, '');
}

function parseEntry(line: string): z.infer<typeof Entry> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return Entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function levelLabel(level: number): string {
  if (level >= 50) return styleText('red', level >= 60 ? 'FATAL' : 'ERROR');
  if (level >= 40) return styleText('yellow', 'WARN ');
  return level >= 30 ? 'INFO ' : styleText('dim', 'DEBUG');
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * What a program prints, without its complaints.
 * @throws with everything that it printed when it fails
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<string> {
  try {
    const { stdout } = await execute(command, args, {
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs ?? 400_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = Object(error);
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`.trimEnd(), { cause: error });
  }
}

/** What a program prints, or undefined where it is missing or fails. */
export async function outputOf(
  command: string,
  args: readonly string[],
): Promise<string | undefined> {
  return runCommand(command, args, { timeoutMs: 20_000 }).catch(() => undefined);
}

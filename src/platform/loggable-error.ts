/** An error as the log has it. */
export interface LoggableError {
  type: string;
  message?: string;
  code?: string | number;
  status?: number;
  /** Where it was made. */
  stack?: string;
  cause?: LoggableError;
}

/**
 * Errors whose messages say what happened to the process. Those of parsers, databases and models
 * quote what they were given, which may be a person's text or a secret: of these the kind, the code
 * and the place are enough.
 */
const speaking: ReadonlySet<string> = new Set([
  'Error',
  'TypeError',
  'AggregateError',
  'AbortError',
  'TimeoutError',
  'AppError',
  'ConfigError',
]);

const maxDepth = 5;

/** What of an error may be logged: nothing that is not named here. */
export function loggableError(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack, cause } = error;
  const code: unknown = Reflect.get(error, 'code');
  const status: unknown = Reflect.get(error, 'status');
  const frames = stack?.match(/^ +at .*$/gm)?.join('\n');
  return {
    type: name,
    ...(speaking.has(name) && { message: message.slice(0, 500) }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(typeof status === 'number' && { status }),
    ...(frames !== undefined && { stack: frames }),
    ...(cause !== undefined && depth < maxDepth && { cause: loggableError(cause, depth + 1) }),
  };
}

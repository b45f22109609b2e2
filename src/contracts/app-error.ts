import { z } from 'zod';

/** Every way a call can fail that a caller may see. Closed: a new failure takes one of these. */
export const AppErrorCode = z.enum([
  'BAD_REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'PAYLOAD_TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'CANCELLED',
  'TIMEOUT',
  'UNAVAILABLE',
  'INTERNAL',
]);
export type AppErrorCode = z.infer<typeof AppErrorCode>;

/** What a failure tells besides its message. All of it is written by us and safe to show. */
export const AppErrorDetails = z.object({
  /** BAD_REQUEST: each field that broke the contract and what it must be. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** CONFLICT: the row as it stands now, in the shape of the tool's output. */
  current: z.json().optional(),
  /** CONFLICT of an undo: the row that would be put back. null: it would be deleted. */
  putBack: z.json().optional(),
  /** CONFLICT of an undo: the change that cannot be undone. */
  entryId: z.string().optional(),
  /** FORBIDDEN: the scopes the operation needs. */
  scopes: z.array(z.string()).optional(),
  /** UNAVAILABLE, TOO_MANY_REQUESTS: seconds to wait before trying again. */
  retryAfterSeconds: z.number().optional(),
});
export type AppErrorDetails = z.infer<typeof AppErrorDetails>;

/** An AppError as it crosses a wire. */
export const AppErrorShape = z.object({
  code: AppErrorCode,
  message: z.string(),
  details: AppErrorDetails.optional(),
});
export type AppErrorShape = z.infer<typeof AppErrorShape>;

/**
 * The one error that may leave a process. Its message is for people and holds nothing that the
 * caller may not know; put what an operator needs into `cause`, which is only logged.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  readonly details: AppErrorDetails | undefined;

  constructor(
    code: AppErrorCode,
    message: string,
    options: { details?: AppErrorDetails; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  toShape(): AppErrorShape {
    return {
      code: this.code,
      message: this.message,
      ...(this.details ? { details: this.details } : {}),
    };
  }

  static fromShape(shape: AppErrorShape): AppError {
    return new AppError(shape.code, shape.message, shape.details ? { details: shape.details } : {});
  }

  /** A broken contract: one line per field, in words. */
  static fromZod(error: z.ZodError): AppError {
    const fields = error.issues.slice(0, maxFields).map((issue) => ({
      path: cut(issue.path.map(String).join('.')) || '(whole)',
      message: cut(issue.message),
    }));
    const list = fields.map((field) => `${field.path}: ${field.message}`).join('; ');
    return new AppError('BAD_REQUEST', `The input does not fit. ${list}`, { details: { fields } });
  }
}

/** What a caller broke is told back in a few lines, however much they sent. */
const maxFields = 20;
const maxChars = 300;

function cut(text: string): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars).toWellFormed()}…`;
}

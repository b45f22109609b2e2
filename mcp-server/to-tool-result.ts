import type { CallToolResult } from '@modelcontextprotocol/server';
import { AppError } from '#src/contracts/app-error.ts';
import type { Logger } from '#src/platform/logger.ts';

/**
 * A tool's answer as MCP carries it: the structured output, and the same as JSON text for clients
 * that read only text (MCP 2026-07-28, server/tools#structured-content).
 */
export function toToolResult(output: Record<string, unknown>): CallToolResult {
  return {
    content: [{ type: 'text', text: JSON.stringify(output) }],
    structuredContent: output,
  };
}

/**
 * A failed call as MCP carries it; the one place where errors become MCP's. The text is for people
 * and models, `_meta` for our own gateway. What nobody foresaw is logged whole and told as a
 * reference only.
 */
export function toToolError(
  error: unknown,
  context: { logger: Logger; tool: string; traceId: string },
): CallToolResult {
  const { logger, tool, traceId } = context;
  if (!(error instanceof AppError)) {
    logger.error({ err: error, tool, traceId }, 'a tool failed');
    const message = `Something went wrong on our side. Reference: ${traceId}`;
    return toolError(new AppError('INTERNAL', message));
  }
  logger[error.code === 'UNAVAILABLE' ? 'warn' : 'debug'](
    { code: error.code, err: error.cause, tool, traceId },
    'a tool call was refused',
  );
  return toolError(error);
}

function toolError(error: AppError): CallToolResult {
  return {
    isError: true,
    content: [{ type: 'text', text: error.message }],
    _meta: { 'throughline/error': error.toShape() },
  };
}

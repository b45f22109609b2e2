import { setTimeout as delay } from 'node:timers/promises';
import {
  type CallToolResult,
  Client,
  type DiscoverResult,
  type RequestOptions,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type Tool,
} from '@modelcontextprotocol/client';
import type { z } from 'zod';
import type { SubjectToken, TokenExchanger } from '#src/auth/exchange.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError, AppErrorShape } from '#src/contracts/app-error.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import type { GrantedScope } from '#src/contracts/scope.ts';
import { newId } from '#src/platform/new-id.ts';

/** The MCP server, and the exchange that makes tokens for it. Knows no user. */
export interface ToolServer {
  readonly url: string;
  readonly exchanger: Pick<TokenExchanger, 'exchange'>;
  /** A call that takes longer ends with TIMEOUT. 30 s by default. */
  readonly timeoutMs?: number;
}

/** Of the person: their user JWT or the grant of their run. */
export interface Credentials extends Readonly<SubjectToken> {
  readonly actor: Actor;
}

/** The tools of one person. */
export interface BoundTools {
  readonly server: ToolServer;
  readonly credentials: Credentials;
}

export function boundTools(server: ToolServer, credentials: Credentials): BoundTools {
  return { server, credentials };
}

/** Where a call comes from, told to the tool's audit. */
export interface CallOrigin {
  readonly runId: string;
  readonly callId: string;
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly origin?: CallOrigin | undefined;
  /** The same for every attempt at one call, and for no other call. A new one by default. */
  readonly idempotencyKey?: string | undefined;
}

const defaultTimeoutMs = 30_000;
const retryDelayMs = 200;
const protocolVersion = '2026-07-28';

/** What our own server would answer to `server/discover`: told beforehand, it saves a round trip. */
const discovered: DiscoverResult = {
  supportedVersions: [protocolVersion],
  capabilities: { tools: {} },
};

/**
 * Calls a tool as the person, with a token for exactly the scope that its contract names. The
 * output is parsed: the MCP server is another process, and may be of another version. A call that
 * broke off is made once more.
 * @throws AppError as the tool threw it; UNAVAILABLE or TIMEOUT when the server cannot be reached;
 * CANCELLED when the signal was aborted
 */
export async function callTool<
  Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
>(
  tools: BoundTools,
  contract: ToolContract<Name, Input, Output>,
  input: z.output<Input>,
  options: CallOptions = {},
): Promise<z.output<Output>> {
  const { origin, idempotencyKey = origin ? `${origin.runId}:${origin.callId}` : newId() } =
    options;
  const attempt = () => request(tools, contract, input, { ...options, idempotencyKey });
  const result = await attempt().catch(async (error: unknown) => {
    if (!isUnavailable(error) || options.signal?.aborted) throw error;
    await delay(retryDelayMs);
    // The call that broke off may have been carried out: its key keeps it from being so twice.
    return attempt();
  });
  if (result.isError === true) throw toolError(contract.name, result);
  const output = contract.output.safeParse(result.structuredContent);
  if (output.success) return output.data;
  throw new AppError('INTERNAL', 'A tool answered in a form that we do not know.', {
    cause: output.error,
  });
}

/** The tools as the server describes them. @throws AppError as `callTool` does */
export async function listTools(tools: BoundTools, scope: GrantedScope): Promise<Tool[]> {
  const { tools: listed } = await connected(tools, scope, undefined, (client, options) =>
    client.listTools({}, options),
  );
  return listed;
}

function request(
  tools: BoundTools,
  { name, scope }: ToolContract,
  input: Record<string, unknown>,
  { signal, origin, idempotencyKey }: CallOptions,
): Promise<CallToolResult> {
  const _meta = { ...(origin && metaOf(origin)), 'throughline/idempotencyKey': idempotencyKey };
  return connected(tools, scope, signal, (client, options) =>
    client.callTool({ name, arguments: input, _meta }, options),
  );
}

/** One request over a client of its own: no state is ever shared by two people, only connections. */
async function connected<Result>(
  { server, credentials: { actor, ...subject } }: BoundTools,
  scope: GrantedScope,
  signal: AbortSignal | undefined,
  ask: (client: Client, options: RequestOptions) => Promise<Result>,
): Promise<Result> {
  const token = await server.exchanger.exchange({
    ...subject,
    sessionId: actor.sessionId,
    userId: actor.userId,
    scopes: [scope],
  });
  const client = new Client({ name: 'throughline-gateway', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(server.url), {
    requestInit: { headers: { authorization: `Bearer ${token}` }, redirect: 'error' },
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 0,
      maxReconnectionDelay: 0,
      reconnectionDelayGrowFactor: 1,
    },
  });
  try {
    signal?.throwIfAborted();
    await client.connect(transport, { prior: { kind: 'modern', discover: discovered } });
    const timeout = server.timeoutMs ?? defaultTimeoutMs;
    return await ask(client, { timeout, ...(signal && { signal }) });
  } catch (error) {
    throw connectionError(error, scope, signal);
  } finally {
    await client.close();
  }
}

function metaOf({ runId, callId }: CallOrigin) {
  return { 'throughline/runId': runId, 'throughline/callId': callId };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'UNAVAILABLE';
}

/** A tool's own failure, as its handler threw it. */
function toolError(name: string, { _meta, content }: CallToolResult): AppError {
  const shape = AppErrorShape.safeParse(_meta?.['throughline/error']);
  if (shape.success) return AppError.fromShape(shape.data);
  return new AppError('INTERNAL', 'A tool failed in a way that we do not know.', {
    cause: new Error(`${name} failed.`, { cause: content }),
  });
}

/** Why a call did not come back with an answer. */
function connectionError(cause: unknown, scope: string, signal?: AbortSignal): AppError {
  if (cause instanceof AppError) return cause;
  if (signal?.aborted) return new AppError('CANCELLED', 'The call was cancelled.', { cause });
  if (cause instanceof SdkHttpError && cause.status < 500) {
    switch (cause.status) {
      case 401:
        return new AppError('UNAUTHENTICATED', 'Your session has ended. Sign in again.', { cause });
      case 403:
        return new AppError('FORBIDDEN', `This needs the scope ${scope}.`, {
          details: { scopes: [scope] },
          cause,
        });
      case 413:
        return new AppError('PAYLOAD_TOO_LARGE', 'The request is too large.', { cause });
      case 429:
        break;
      default:
        return new AppError('INTERNAL', 'Something went wrong on our side.', { cause });
    }
  }
  if (cause instanceof SdkError && cause.code === SdkErrorCode.RequestTimeout) {
    return new AppError('TIMEOUT', 'The tool took too long to answer.', { cause });
  }
  if (!isOutage(cause)) {
    return new AppError('INTERNAL', 'Something went wrong on our side.', { cause });
  }
  return new AppError('UNAVAILABLE', 'The tools cannot be reached at the moment.', {
    details: { retryAfterSeconds: 1 },
    cause,
  });
}

const outages: ReadonlySet<SdkErrorCode> = new Set([
  SdkErrorCode.ConnectionClosed,
  SdkErrorCode.SendFailed,
]);

/** The server could not be reached, or said itself that it cannot serve. */
function isOutage(cause: unknown): boolean {
  if (cause instanceof SdkHttpError) return cause.status >= 500 || cause.status === 429;
  if (cause instanceof SdkError) return outages.has(cause.code);
  // What fetch throws when the network fails.
  return cause instanceof TypeError;
}

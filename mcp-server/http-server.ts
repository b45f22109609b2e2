import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hostHeaderValidation, originValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { actorFromMcpToken } from '#src/auth/actor-from-token.ts';
import type { McpTokenClaims, TokenVerifier } from '#src/auth/verify-token.ts';
import type { McpServerConfig } from '#src/config/mcp-server.ts';
import { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import { GrantedScope, Scope } from '#src/contracts/scope.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import type { Logger } from '#src/platform/logger.ts';
import { isJson, readBody } from '#src/platform/read-body.ts';
import type { Readiness } from '#src/platform/readiness.ts';
import { outcomeOf } from './audited.ts';
import { CallRecord } from './call-record.ts';
import {
  createProtocolServer,
  type ExtraTool,
  healthCheck,
  scopeOfTool,
} from './create-protocol-server.ts';

/** RFC 9728 §3.1: the well-known path goes between the resource's host and its path. */
const METADATA_PATH = '/.well-known/oauth-protected-resource/mcp';

export interface McpHttpOptions {
  config: Pick<McpServerConfig, 'url' | 'resource' | 'identity' | 'allowedHosts'>;
  verifier: TokenVerifier<McpTokenClaims>;
  db: TenantDatabase;
  readiness: () => Promise<Readiness>;
  logger: Logger;
  /** Offered beside the registry's. */
  extraTools?: readonly ExtraTool[];
}

/** The resource server over HTTP: every request carries a token, and gets a fresh protocol server. */
export function createMcpHttpServer({
  config,
  verifier,
  db,
  readiness,
  logger,
  extraTools = [healthCheck],
}: McpHttpOptions): Server {
  const hasKnownHost = hostHeaderValidation(config.allowedHosts);
  const hasKnownOrigin = originValidation(config.allowedHosts);
  const handler = createMcpHandler(
    ({ authInfo }) =>
      createProtocolServer({
        actor: Actor.parse(authInfo?.extra?.['actor']),
        traceId: z.string().parse(authInfo?.extra?.['traceId']),
        db,
        logger,
        extraTools,
        record: z.instanceof(CallRecord).optional().parse(authInfo?.extra?.['record']),
      }),
    { legacy: 'stateless', onerror: (err) => logger.warn({ err }, 'an MCP request failed') },
  );
  const answerMcp = toNodeHandler(handler);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0];
    // Orchestrators ask these two by whatever address a process has.
    if (path === '/health') return sendJson(response, 200, { status: 'ok' });
    if (path === '/ready') {
      const state = await readiness();
      return sendJson(response, state.status === 'ready' ? 200 : 503, state);
    }
    if (!hasKnownHost(request, response) || !hasKnownOrigin(request, response)) return;
    if (path === METADATA_PATH && request.method === 'GET') {
      return sendJson(response, 200, protectedResource(config));
    }
    if (path !== '/mcp') return sendJson(response, 404, { error: 'There is nothing here.' });
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      return sendJson(response, 405, { error: 'This server is stateless: POST one message.' });
    }
    await handleMcp(request, response);
  }

  async function handleMcp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now();
    const traceId = randomUUID().replaceAll('-', '');
    response.setHeader('x-trace-id', traceId);
    let record: CallRecord | undefined;
    try {
      const claims = await verifier.verify(bearerToken(request));
      if (!isJson(request)) {
        return sendRpcError(response, 415, 'The content type must be application/json.');
      }
      const message = parseMessage(await readBody(request));
      const actor = actorFromMcpToken(claims);
      if (message['method'] === TOOLS_CALL) {
        record = new CallRecord({ actor, db, logger, traceId, params: message['params'] });
      }
      requireScopeOf(message, actor);
      response.setHeader('server-timing', `auth;dur=${(performance.now() - startedMs).toFixed(1)}`);
      const auth = {
        // Handlers need the actor; nothing below the transport needs the token.
        token: 'withheld',
        clientId: claims.client_id,
        scopes: actor.scopes,
        expiresAt: claims.exp,
        resource: new URL(config.resource),
        extra: { actor, traceId, record },
      };
      await answerMcp({ ...postOf(request), auth }, response, message);
      // What the protocol refuses by itself never reaches a tool.
      await record?.refuse('BAD_REQUEST');
    } catch (error) {
      await record?.refuse(outcomeOf(error));
      if (response.headersSent) throw error;
      if (!(error instanceof AppError)) throw error;
      if (!request.complete) response.setHeader('connection', 'close');
      refuse(request, response, error);
    }
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
    const { code, message, details } = error;
    logger[levelOf(code)](
      { code, err: error.cause, traceId: response.getHeader('x-trace-id') },
      'refused',
    );
    const metadata = new URL(METADATA_PATH, config.url).href;
    const challenge = `Bearer resource_metadata="${metadata}"`;
    if (code === 'UNAUTHENTICATED') {
      const scope = `scope="${Scope.enum['tasks:read']}"`;
      // RFC 6750 §3.1: who sent no credentials is told of no error.
      const fault = request.headers.authorization === undefined ? '' : 'error="invalid_token", ';
      response.setHeader('www-authenticate', `${challenge}, ${fault}${scope}`);
    }
    if (code === 'FORBIDDEN') {
      const scope = `scope="${details?.scopes?.join(' ') ?? ''}"`;
      response.setHeader('www-authenticate', `${challenge}, error="insufficient_scope", ${scope}`);
    }
    if (code === 'UNAVAILABLE') {
      response.setHeader('retry-after', String(details?.retryAfterSeconds ?? 1));
    }
    sendRpcError(response, statusOf(code), message);
  }

  return createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      response.setHeader('cache-control', 'no-store');
      response.setHeader('x-content-type-options', 'nosniff');
      handle(request, response).catch((err: unknown) => {
        logger.error({ err }, 'a request failed');
        if (!response.headersSent) sendRpcError(response, 500, 'Something went wrong on our side.');
        else response.destroy();
      });
    },
  );
}

/** The request as the SDK takes one, its body read already. */
function postOf({ headers }: IncomingMessage) {
  return { method: 'POST', url: '/mcp', headers, async *[Symbol.asyncIterator]() {} };
}

/** RFC 9728 §2. */
function protectedResource(config: McpHttpOptions['config']) {
  return {
    resource: config.resource,
    resource_name: 'Throughline',
    authorization_servers: [config.identity.issuer],
    scopes_supported: Scope.options,
    bearer_methods_supported: ['header'],
  };
}

/** RFC 6750 §2.1: in the Authorization header and nowhere else. */
function bearerToken(request: IncomingMessage): string {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new AppError('UNAUTHENTICATED', 'A bearer token is needed.');
  return token;
}

/** One JSON-RPC message: a batch would run many calls behind one check of limits. */
function parseMessage(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new AppError('BAD_REQUEST', 'The body is not JSON.', { cause: error });
  }
  if (Array.isArray(value)) {
    throw new AppError('BAD_REQUEST', 'Batches are not served: POST one message at a time.');
  }
  const message = z.record(z.string(), z.unknown()).safeParse(value);
  if (!message.success) throw new AppError('BAD_REQUEST', 'The body is not a JSON-RPC message.');
  return message.data;
}

const TOOLS_CALL = 'tools/call';
const ToolsCall = z.object({
  method: z.literal(TOOLS_CALL),
  params: z.object({ name: z.string() }),
});

/**
 * Step-up: HTTP 403 that names the scope (MCP 2026-07-28, authorization#scope-challenge-handling),
 * and those the client has: older clients ask for what the challenge names and lose the rest.
 */
function requireScopeOf(message: Record<string, unknown>, actor: Actor): void {
  const call = ToolsCall.safeParse(message);
  const scope = call.success ? scopeOfTool(actor, call.data.params.name) : undefined;
  if (scope === undefined || actor.scopes.some((granted) => granted === scope)) return;
  throw new AppError('FORBIDDEN', `This needs the scope ${scope}.`, {
    details: {
      scopes: GrantedScope.options.filter(
        (option) => option === scope || actor.scopes.includes(option),
      ),
    },
  });
}

/** Who comes without a good token is nobody: the log is all that remembers the try. */
function levelOf(code: AppError['code']): 'debug' | 'info' | 'warn' {
  if (code === 'UNAVAILABLE') return 'warn';
  return code === 'UNAUTHENTICATED' ? 'info' : 'debug';
}

function statusOf(code: AppError['code']): number {
  switch (code) {
    case 'UNAUTHENTICATED':
      return 401;
    case 'FORBIDDEN':
      return 403;
    case 'PAYLOAD_TOO_LARGE':
      return 413;
    case 'UNAVAILABLE':
      return 503;
    case 'BAD_REQUEST':
    case 'NOT_FOUND':
    case 'CONFLICT':
    case 'TOO_MANY_REQUESTS':
    case 'CANCELLED':
    case 'TIMEOUT':
    case 'INTERNAL':
      return 400;
  }
}

function sendRpcError(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { jsonrpc: '2.0', id: null, error: { code: -32_600, message } });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  type CallToolResult,
  Client,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import type { z } from 'zod';
import type { ExtraTool } from '#mcp-server/create-protocol-server.ts';
import { createMcpHttpServer } from '#mcp-server/http-server.ts';
import { createJwks } from '#src/auth/jwks.ts';
import { createTokenVerifier } from '#src/auth/verify-token.ts';
import { AppError, AppErrorShape } from '#src/contracts/app-error.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { formatScopes, GrantedScope } from '#src/contracts/scope.ts';
import { createTenantDatabase } from '#src/db/client.ts';
import { createLogger } from '#src/platform/logger.ts';
import { createReadiness, databaseProbe, httpProbe } from '#src/platform/readiness.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { identifiers } from './identifiers.ts';
import { type JwksServer, newSigningKey, type SigningKey, startJwksServer } from './jwks-server.ts';
import { rawToken } from './raw-token.ts';

/** The MCP server over real HTTP and PostgreSQL, with an issuer of the test's own. */
export interface ToolServer {
  /** Origin. */
  readonly url: string;
  readonly database: TestDatabase;
  readonly jwks: JwksServer;
  /** What the issuer publishes and signs with. */
  readonly key: SigningKey;
  /** A good token, with these claims instead of its own. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>): string;
  /** POSTs to /mcp with a good token, unless told otherwise; an empty token is none. */
  post(post?: McpPost): Promise<Response>;
  /** A person nobody else in the tests knows, unless the claims of their token say who it is. */
  newPerson(claims?: Record<string, unknown>): ToolCaller;
  stop(): Promise<void>;
}

export interface McpPost {
  body?: string | undefined;
  token?: string | undefined;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A message in the dialect of 2025, which needs neither envelope nor session. */
export function rpc(method: string, params: object = {}): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}

export interface ToolCaller {
  readonly userId: string;
  /** The tool's output; throws the AppError that it answered instead. */
  call<Name extends string, Input extends z.ZodObject, Output extends z.ZodObject>(
    contract: ToolContract<Name, Input, Output>,
    input: unknown,
  ): Promise<z.output<Output>>;
  /** The answer as MCP carries it. */
  callRaw(name: string, input: unknown, _meta?: Record<string, unknown>): Promise<CallToolResult>;
}

export async function startToolServer(extraTools?: readonly ExtraTool[]): Promise<ToolServer> {
  const key = newSigningKey('test-key');
  const [database, jwks] = await Promise.all([createTestDatabase(), startJwksServer([key])]);
  const db = createTenantDatabase(database.tools);
  const { issuer, mcpResource } = identifiers;
  const server = createMcpHttpServer({
    config: {
      url: 'https://tools.example.test/mcp',
      resource: mcpResource,
      identity: { issuer, jwksUrl: jwks.url, tokenUrl: `${issuer}/oauth2/token` },
      allowedHosts: ['127.0.0.1', 'localhost'],
    },
    verifier: createTokenVerifier({
      typ: 'at+jwt',
      issuer,
      audience: mcpResource,
      keys: createJwks({ url: jwks.url }),
    }),
    db,
    readiness: createReadiness({
      database: databaseProbe(database.tools),
      identity: httpProbe(jwks.url),
    }),
    logger: createLogger('mcp-server', 'silent'),
    ...(extraTools && { extraTools }),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  const url = `http://127.0.0.1:${address.port}`;

  const token: ToolServer['token'] = (claims, header) => {
    const iat = Math.floor(Date.now() / 1000);
    return rawToken(
      key,
      {
        iss: issuer,
        aud: mcpResource,
        sub: 'someone',
        sid: 'session',
        client_id: identifiers.gatewayClientId,
        act: { sub: identifiers.gatewayClientId },
        scope: formatScopes(GrantedScope.options),
        jti: randomUUID(),
        iat,
        exp: iat + 120,
        ...claims,
      },
      header,
    );
  };

  return {
    url,
    database,
    jwks,
    key,
    token,
    post: ({ body = rpc('tools/list'), token: bearer = token(), headers, signal } = {}) =>
      fetch(`${url}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
        body,
        ...(signal && { signal }),
      }),
    newPerson: (claims) => {
      const { sub, ...others } = { sub: randomUUID(), ...claims };
      return toolCaller(`${url}/mcp`, sub, () => token({ sub, ...others }));
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await Promise.all([jwks.stop(), db.prisma.$disconnect()]);
      await database.drop();
    },
  };
}

function toolCaller(url: string, userId: string, token: () => string): ToolCaller {
  const callRaw: ToolCaller['callRaw'] = async (name, input, _meta) => {
    const client = new Client({ name: 'test', version: '1' }, pinned);
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), {
        requestInit: { headers: { authorization: `Bearer ${token()}` } },
      }),
      {
        prior: {
          kind: 'modern',
          discover: { supportedVersions: [version], capabilities: { tools: {} } },
        },
      },
    );
    try {
      return await client.callTool({
        name,
        arguments: Object.fromEntries(Object.entries(input ?? {})),
        ...(_meta && { _meta }),
      });
    } finally {
      await client.close();
    }
  };
  return {
    userId,
    callRaw,
    call: async (contract, input) => {
      const result = await callRaw(contract.name, input);
      if (result.isError) {
        throw AppError.fromShape(AppErrorShape.parse(result._meta?.['throughline/error']));
      }
      return contract.output.parse(result.structuredContent);
    },
  };
}

const version = '2026-07-28';
const pinned = { versionNegotiation: { mode: { pin: version } } };

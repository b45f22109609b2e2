import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  Client,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as V1Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** A client that others wrote, connected or waiting for its person. */
export interface AnyClient {
  connect(): Promise<unknown>;
  /** Hands over where the browser was sent back to. */
  finish(callback: URL): Promise<void>;
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(name: string, input?: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}

type NewClient = (address: URL, provider: MemoryProvider) => AnyClient;

/** As their makers ship them: no option that only we would know. */
export const mcpClients: Record<string, NewClient> = {
  '@modelcontextprotocol/sdk 1': (address, provider) => {
    const client = new V1Client({ name: 'v1', version: '1' });
    const transport = new V1Transport(address, { authProvider: provider });
    return {
      connect: () => client.connect(transport),
      finish: (callback) => transport.finishAuth(callback.searchParams.get('code') ?? ''),
      listTools: () => client.listTools(),
      callTool: (name, input = {}) => client.callTool({ name, arguments: input }),
      close: () => client.close(),
    };
  },
  '@modelcontextprotocol/client 2': (address, provider) => {
    const client = new Client({ name: 'v2', version: '1' });
    const transport = new StreamableHTTPClientTransport(address, { authProvider: provider });
    return {
      connect: () => client.connect(transport),
      finish: (callback) => transport.finishAuth(callback.searchParams),
      listTools: () => client.listTools(),
      callTool: (name, input = {}) => client.callTool({ name, arguments: input }),
      close: () => client.close(),
    };
  },
};

/** What an application does for the library: it keeps things, and sends the person somewhere. */
export class MemoryProvider implements OAuthClientProvider {
  stored: StoredOAuthTokens | undefined;
  /** Where the person was last to be sent. */
  sentTo: URL | undefined;
  readonly redirectUrl: string;
  readonly clientMetadata;
  #client: StoredOAuthClientInformation | undefined;
  #verifier = '';

  constructor(redirectUrl: string, options: { clientId?: string; name?: string }) {
    this.redirectUrl = redirectUrl;
    this.clientMetadata = {
      client_name: options.name ?? 'A client',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    };
    this.#client = options.clientId === undefined ? undefined : { client_id: options.clientId };
  }

  state = () => 'a-state';
  clientInformation = () => this.#client;
  saveClientInformation = (client: StoredOAuthClientInformation) => {
    this.#client = client;
  };
  tokens = () => this.stored;
  saveTokens = (tokens: StoredOAuthTokens) => {
    this.stored = tokens;
  };
  redirectToAuthorization = (url: URL) => {
    this.sentTo = url;
  };
  saveCodeVerifier = (verifier: string) => {
    this.#verifier = verifier;
  };
  codeVerifier = () => this.#verifier;
  invalidateCredentials = (what: string) => {
    if (what === 'all' || what === 'tokens') this.stored = undefined;
  };
}

/** Where a client on the person's machine waits for the browser. */
export async function startCallback() {
  let arrived = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Back</title>');
    if (url.pathname !== '/oauth/callback') return;
    arrived.resolve(url);
    arrived = Promise.withResolvers<URL>();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  return {
    url: `http://localhost:${address.port}/oauth/callback`,
    /** The next answer that the browser brings. */
    next: () => arrived.promise,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A request as a client makes it, for what comes before the person's answer. */
export function authorizationPath(clientId: string, redirectUri: string): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
    state: 'a-state',
  });
  return `/api/auth/oauth2/authorize?${query.toString()}`;
}

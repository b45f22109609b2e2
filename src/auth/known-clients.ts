import { Scope } from '#src/contracts/scope.ts';
import { newId } from '#src/platform/new-id.ts';

/** Keeps a client connected: without it access would end with its first token. */
export const offlineAccess = 'offline_access';

/** What an MCP client may ask for. */
export const clientScopes = [...Scope.options, offlineAccess];

/** Of an MCP client's access token: as long as a revoked client can go on. */
export const accessTokenLifeSeconds = 300;

export interface KnownClient {
  /** Public, like the client: it is typed into the client's settings. */
  clientId: string;
  name: string;
  /** Where the client's makers say it is reached. On a loopback host any port will do (RFC 8252 §7.3). */
  redirectUris: string[];
}

/** The clients that people may connect without anyone registering them. All are public ones. */
export const knownClients: KnownClient[] = [
  {
    clientId: 'claude',
    name: 'Claude',
    redirectUris: [
      'https://claude.ai/api/mcp/auth_callback',
      'https://claude.com/api/mcp/auth_callback',
    ],
  },
  {
    clientId: 'claude-code',
    name: 'Claude Code',
    redirectUris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  },
  {
    clientId: 'cursor',
    name: 'Cursor',
    redirectUris: [
      'http://localhost:8787/callback',
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
    ],
  },
  {
    clientId: 'vscode',
    name: 'Visual Studio Code',
    redirectUris: [
      'http://127.0.0.1/',
      'https://vscode.dev/redirect',
      'https://insiders.vscode.dev/redirect',
    ],
  },
  {
    clientId: 'mcp-inspector',
    name: 'MCP Inspector',
    redirectUris: [
      'http://localhost:6274/oauth/callback',
      'http://localhost:6274/oauth/callback/debug',
      'http://127.0.0.1:6274/oauth/callback',
      'http://127.0.0.1:6274/oauth/callback/debug',
    ],
  },
];

const dynamicPrefix = 'dynamic-';

/** Of a client that registered itself. */
export function newDynamicClientId(): string {
  return dynamicPrefix + newId();
}

export const isDynamic = { startsWith: dynamicPrefix };

/** Registered by us or the operator: its redirect addresses are those of its makers. */
export function isKnownClient(clientId: string): boolean {
  return !clientId.startsWith(dynamicPrefix);
}

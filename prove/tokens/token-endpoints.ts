import { z } from 'zod';
import { runGrantType } from '#src/auth/token-exchange-grant.ts';
import { identifiers } from '#test/identifiers.ts';
import { exchangeParameters, gatewayAuthorization } from '#test/mcp-token.ts';
import { httpTransport } from '#test/procedure-transports.ts';
import type { System } from '#test/system.ts';
import { rpc } from '#test/tool-server.ts';

/** What an endpoint said to a token; anything but yes or a proper no is told in words. */
export type Verdict = 'accepted' | 'refused' | `odd: ${string}`;

/** Where tokens are presented, and something that a good one opens. */
export interface Presented {
  readonly system: System;
  /** A finished run of the person's, to be followed. */
  readonly runId: string;
}

interface TokenEndpoint {
  /** The token that belongs here. */
  readonly takes:
    'user token' | 'MCP token' | 'refresh token' | 'run grant' | 'session cookie' | 'nothing';
  readonly present: (target: Presented, token: string) => Promise<Verdict>;
}

const procedure =
  (path: string, inputOf?: (target: Presented) => unknown): TokenEndpoint['present'] =>
  async (target, token) => {
    const gateway = httpTransport(target.system.gateway.url);
    const answer = await gateway.call({ path, input: inputOf?.(target), token });
    if ('data' in answer) return 'accepted';
    const { code } = answer.error;
    return answer.httpStatus === 401 && code === 'UNAUTHENTICATED' ? 'refused' : `odd: ${code}`;
  };

const mcp =
  (body: string): TokenEndpoint['present'] =>
  async ({ system }, token) => {
    const { status, headers } = await fetch(`${system.mcp.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body,
    });
    if (status === 200) return 'accepted';
    const challenge = headers.get('www-authenticate') ?? '';
    return status === 401 && challenge.startsWith('Bearer ') ? 'refused' : `odd: ${status}`;
  };

/** Registered by Throughline itself. */
export const externalClient = {
  clientId: 'mcp-inspector',
  redirectUri: 'http://localhost:6274/oauth/callback',
};

/** @param no how RFC 6749 §5.2 names the refusal of the token */
const tokenRequest =
  (
    no: string,
    requestOf: (
      token: string,
      target: Presented,
    ) => {
      headers?: Record<string, string>;
      form: Record<string, string>;
    },
  ): TokenEndpoint['present'] =>
  async (target, token) => {
    const { system } = target;
    const { headers = {}, form } = requestOf(token, target);
    const response = await fetch(`${system.identity.url}/api/auth/oauth2/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });
    if (response.status === 200) return 'accepted';
    const { error } = OAuthError.parse(await response.json());
    return response.status === 400 && error === no ? 'refused' : `odd: ${error}`;
  };

const OAuthError = z.object({ error: z.string() });

/** A page of the identity provider's that tells who is signed in. */
const session =
  (headersOf: (token: string) => Record<string, string>): TokenEndpoint['present'] =>
  async ({ system }, token) => {
    const verdicts = await Promise.all(
      ['/token', '/get-session'].map(async (path): Promise<Verdict> => {
        const response = await fetch(`${system.identity.url}/api/auth${path}`, {
          headers: { origin: system.identity.url, ...headersOf(token) },
        });
        if (response.status === 401) return 'refused';
        if (response.status !== 200) return `odd: ${response.status}`;
        return (await response.json()) === null ? 'refused' : 'accepted';
      }),
    );
    const [first = 'odd: none'] = verdicts;
    return verdicts.every((verdict) => verdict === first) ? first : `odd: ${verdicts.join()}`;
  };

/** Every place that takes a token, and how one is presented there. */
export const tokenEndpoints: Readonly<Record<string, TokenEndpoint>> = {
  'a query': { takes: 'user token', present: procedure('me.get') },
  'a mutation': { takes: 'user token', present: procedure('tasks.add', () => ({ title: 'x' })) },
  'a subscription': {
    takes: 'user token',
    present: procedure('chat.follow', ({ runId }) => ({ runId })),
  },
  'the list of tools': { takes: 'MCP token', present: mcp(rpc('tools/list')) },
  'a tool': {
    takes: 'MCP token',
    present: mcp(rpc('tools/call', { name: 'list_tasks', arguments: {} })),
  },
  'the token exchange': {
    takes: 'user token',
    present: tokenRequest('invalid_request', (token) => ({
      headers: { authorization: gatewayAuthorization },
      form: exchangeParameters(token),
    })),
  },
  'the token exchange, as the grant of a run': {
    takes: 'run grant',
    present: tokenRequest('invalid_request', (token, { runId }) => ({
      headers: { authorization: gatewayAuthorization },
      form: {
        ...exchangeParameters(token),
        subject_token_type: runGrantType,
        run_id: runId,
      },
    })),
  },
  "a client's refresh": {
    takes: 'refresh token',
    present: tokenRequest('invalid_grant', (token) => ({
      form: {
        grant_type: 'refresh_token',
        client_id: externalClient.clientId,
        refresh_token: token,
        resource: identifiers.mcpResource,
      },
    })),
  },
  'the session, as a cookie': {
    takes: 'session cookie',
    present: session((token) => ({ cookie: `better-auth.session_token=${token}` })),
  },
  'the session, as a bearer token': {
    takes: 'nothing',
    present: session((token) => ({ authorization: `Bearer ${token}` })),
  },
};

/** Presents a token everywhere. */
export async function presentEverywhere(
  target: Presented,
  token: (takes: TokenEndpoint['takes']) => string,
): Promise<Record<string, Verdict>> {
  return Object.fromEntries(
    await Promise.all(
      Object.entries(tokenEndpoints).map(
        async ([name, { takes, present }]) => [name, await present(target, token(takes))] as const,
      ),
    ),
  );
}

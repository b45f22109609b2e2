import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint, createAuthMiddleware, sessionMiddleware } from 'better-auth/api';
import { z } from 'zod';
import type { WebConfig } from '#src/config/web.ts';
import { PlainText } from '#src/contracts/plain-text.ts';
import type { AuthDatabase } from '#src/db/client.ts';
import { clientMetadata, hasRoomForClient, linkClient } from './client-registration.ts';
import { isStillAllowed, listConnections, withoutConnections } from './connections.ts';
import { isKnownClient } from './known-clients.ts';
import { authorizationRequest, tokenRequest } from './oauth-parameters.ts';

type Config = Pick<WebConfig, 'url' | 'mcpResource' | 'dynamicClientRegistration'>;

/**
 * What MCP clients need beside the OAuth provider: their requests put into the form that it takes,
 * limits on registration, and the list of connections with its way out. Listed before the provider,
 * since it changes requests on their way there.
 */
export function externalClients(
  { url, mcpResource, dynamicClientRegistration }: Config,
  database: AuthDatabase,
) {
  const base = `${new URL(url).pathname.replace(/\/$/, '')}/api/auth`;

  /**
   * Whether a browser is told a client's mistake by way of an address elsewhere. Where the client
   * registered itself that address is anybody's, and a link to us would be a link to there.
   */
  function isErrorElsewhere(target: string): boolean {
    const { origin, searchParams } = new URL(target, url);
    return origin !== new URL(url).origin && searchParams.has('error');
  }

  async function onToken(request: Request) {
    const form = tokenRequest(new URLSearchParams(await request.text()));
    const refreshToken = form.get('grant_type') === 'refresh_token' && form.get('refresh_token');
    if (typeof refreshToken === 'string' && !(await isStillAllowed(database, refreshToken))) {
      return refused(400, { error: 'invalid_grant', error_description: 'access was revoked' });
    }
    return { request: withBody(request, form) };
  }

  async function onRegister(request: Request) {
    const checked = clientMetadata(await request.json().catch(() => undefined));
    if ('error' in checked) return refused(400, checked);
    if (!(await hasRoomForClient(database))) {
      const error_description = 'There is no room for another client at the moment.';
      return refused(503, { error: 'temporarily_unavailable', error_description });
    }
    return { request: withBody(request, checked.metadata) };
  }

  return {
    id: 'external-clients',
    async onRequest(request, ctx) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === `${base}/oauth2/authorize`) {
        const given = request.method === 'POST' ? await request.text() : searchParams;
        const parameters = authorizationRequest(new URLSearchParams(given), mcpResource);
        return { request: toAuthorize(request, parameters) };
      }
      if (pathname.includes('/.well-known/oauth-authorization-server')) {
        const described = await ctx.getPlugin('oauth-provider')?.onRequest?.(request, ctx);
        return described && 'response' in described
          ? { response: await serverMetadata(described.response) }
          : undefined;
      }
      if (request.method !== 'POST') return undefined;
      if (pathname === `${base}/oauth2/token`) return onToken(request);
      if (pathname === `${base}/oauth2/register` && dynamicClientRegistration) {
        return onRegister(request);
      }
      return undefined;
    },
    hooks: {
      after: [
        {
          matcher: ({ path }) => path === '/oauth2/register',
          handler: createAuthMiddleware(async (ctx) => {
            const made = Registered.safeParse(ctx.context.returned);
            if (made.success) await linkClient(database, made.data.client_id, mcpResource);
          }),
        },
        {
          matcher: ({ path }) => path === '/oauth2/authorize',
          handler: createAuthMiddleware(async (ctx) => {
            const { returned } = ctx.context;
            const sent = Sent.safeParse(returned).data?.url;
            const target = sent ?? Redirected.safeParse(returned).data?.headers.get('location');
            if (typeof target !== 'string' || !isErrorElsewhere(target)) return;
            if (![ctx.query, ctx.body].some(isSelfRegistered)) return;
            const refusal = `${url}/consent?error=invalid_request`;
            if (sent !== undefined) return ctx.json({ redirect: true, url: refusal });
            throw ctx.redirect(refusal);
          }),
        },
      ],
    },
    endpoints: {
      listConnections: createAuthEndpoint(
        '/connections',
        { method: 'GET', use: [sessionMiddleware] },
        async (ctx) =>
          ctx.json({
            connections: await listConnections(database, ctx.context.session.user.id),
          }),
      ),
      revokeConnection: createAuthEndpoint(
        '/connections/revoke',
        {
          method: 'POST',
          use: [sessionMiddleware],
          body: z.object({ clientId: PlainText.min(1).max(128) }),
        },
        async (ctx) => {
          const { user } = ctx.context.session;
          await database.$transaction(withoutConnections(database, user.id, ctx.body.clientId));
          return ctx.json({ revoked: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

const Registered = z.object({ client_id: z.string() });
/** How a script is told where a browser is redirected. */
const Sent = z.object({ redirect: z.literal(true), url: z.string() });
const Redirected = z.object({ headers: z.instanceof(Headers) });
const Named = z.object({ client_id: z.string() });

function isSelfRegistered(query: unknown): boolean {
  const named = Named.safeParse(query);
  return named.success && !isKnownClient(named.data.client_id);
}

function refused(status: number, body: { error: string; error_description: string }) {
  return { response: Response.json(body, { status, headers: { 'cache-control': 'no-store' } }) };
}

function toAuthorize(request: Request, parameters: URLSearchParams): Request {
  if (request.method === 'POST') return withBody(request, parameters);
  const url = new URL(request.url);
  url.search = parameters.toString();
  return new Request(url, request);
}

/** The request with another body, and with nothing that would make it more than a public client's. */
function withBody(
  { url, method, headers: given }: Request,
  body: URLSearchParams | object,
): Request {
  const headers = new Headers(given);
  headers.delete('content-length');
  // Tokens bound to a key would be taken without it by resource servers that do not look.
  headers.delete('dpop');
  // Whoever is signed in registers nothing: that would be theirs to manage.
  if (!(body instanceof URLSearchParams)) headers.delete('cookie');
  const text = body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
  return new Request(url, { method, headers, body: text });
}

/** The provider's metadata (RFC 8414), less what it could do and does not do here. */
async function serverMetadata(described: Response): Promise<Response> {
  if (!described.ok) return described;
  const parsed = ServerMetadata.parse(await described.json());
  const methods = ['none', 'client_secret_basic', 'client_secret_post'];
  const metadata = {
    ...parsed,
    token_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_methods_supported: methods,
  };
  return Response.json(metadata, { headers: described.headers });
}

const ServerMetadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
  registration_endpoint: z.string().optional(),
  revocation_endpoint: z.string(),
  scopes_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  response_modes_supported: z.array(z.string()),
  grant_types_supported: z.array(z.string()),
  code_challenge_methods_supported: z.array(z.string()),
  authorization_response_iss_parameter_supported: z.boolean(),
});

import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { identifiers } from './identifiers.ts';

/**
 * An MCP client by hand, for requests that no library would send. Where a person decides, their
 * cookie decides for them; the page itself is tested in a browser.
 */
export function oauthClient(
  identityUrl: string,
  client: { clientId: string; redirectUri: string },
) {
  const auth = `${identityUrl}/api/auth`;
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');

  const tokens = async (form: Record<string, string>): Promise<TokenAnswer> => {
    const body = new URLSearchParams({ client_id: client.clientId, ...form });
    const response = await fetch(`${auth}/oauth2/token`, { method: 'POST', body });
    return TokenAnswer.parse({ status: response.status, ...(await response.json()) });
  };

  return {
    /** Where the authorization endpoint sends the browser; undefined stands for leaving out. */
    async authorize(
      parameters: Record<string, string | undefined> = {},
      cookie = '',
    ): Promise<URL> {
      const given = {
        response_type: 'code',
        client_id: client.clientId,
        redirect_uri: client.redirectUri,
        scope: 'tasks:read',
        state: 'a-state',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        resource: identifiers.mcpResource,
        ...parameters,
      };
      const query = new URLSearchParams(
        Object.entries(given).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      );
      const response = await fetch(`${auth}/oauth2/authorize?${query.toString()}`, {
        headers: { cookie, 'x-forwarded-for': newAddress() },
      });
      // A script is told in JSON where a browser is redirected.
      return new URL(Told.parse(await response.json()).url, identityUrl);
    },
    /** What the person's browser does on Allow or Deny; where it is sent. */
    async decide(consentPage: URL, cookie: string, accept = true, origin = identityUrl) {
      const response = await fetch(`${auth}/oauth2/consent`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie },
        body: JSON.stringify({ accept, oauth_query: consentPage.search.slice(1) }),
      });
      const answer = z.object({ url: z.string().optional() }).parse(await response.json());
      return { status: response.status, url: answer.url ? new URL(answer.url) : undefined };
    },
    trade: (code: string, form: Record<string, string> = {}) =>
      tokens({
        grant_type: 'authorization_code',
        code,
        redirect_uri: client.redirectUri,
        code_verifier: verifier,
        ...form,
      }),
    refresh: (refreshToken: string, form: Record<string, string> = {}) =>
      tokens({ grant_type: 'refresh_token', refresh_token: refreshToken, ...form }),
    /** The code that a person's Allow leads to. */
    async code(cookie: string, parameters: Record<string, string | undefined> = {}) {
      const { url } = await this.decide(await this.authorize(parameters, cookie), cookie);
      return url?.searchParams.get('code') ?? '';
    },
    /** The whole flow. */
    async connect(cookie: string, parameters: Record<string, string | undefined> = {}) {
      return this.trade(await this.code(cookie, parameters));
    },
  };
}

const TokenAnswer = z.object({
  status: z.number(),
  error: z.string().optional(),
  access_token: z.string().default(''),
  refresh_token: z.string().default(''),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
});
type TokenAnswer = z.infer<typeof TokenAnswer>;

const Told = z.object({ redirect: z.literal(true), url: z.string() });

let lastAddress = 0;

/** Limits count by address; each request of a test comes from one of its own. */
function newAddress(): string {
  lastAddress += 1;
  return `198.18.${lastAddress >> 8}.${lastAddress & 255}`;
}

import { z } from 'zod';
import { identifiers, testSecrets } from './identifiers.ts';
import type { Person } from './person.ts';

const Answer = z.object({ access_token: z.string() });

/** The parameters of a good exchange at the token endpoint (RFC 8693 §2.1). */
export function exchangeParameters(subjectToken: string): Record<string, string> {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subjectToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    resource: identifiers.mcpResource,
  };
}

/** How the gateway authenticates itself at the token endpoint. */
export const gatewayAuthorization = `Basic ${Buffer.from(
  `${identifiers.gatewayClientId}:${testSecrets.gatewayClient}`,
).toString('base64')}`;

/** A person's token for the MCP server, with all their scopes, as the gateway gets one. */
export async function mcpTokenOf(identityUrl: string, person: Person): Promise<string> {
  const response = await fetch(`${identityUrl}/api/auth/oauth2/token`, {
    method: 'POST',
    headers: { authorization: gatewayAuthorization },
    body: new URLSearchParams(exchangeParameters(await person.token())),
  });
  return Answer.parse(await response.json()).access_token;
}

import type { Actor } from '#src/contracts/actor.ts';
import { parseScopes } from '#src/contracts/scope.ts';
import type { McpTokenClaims, UserTokenClaims } from './verify-token.ts';

/** The actor at the gateway: the person. */
export function actorFromUserToken(claims: UserTokenClaims): Actor {
  return {
    kind: 'user',
    userId: claims.sub,
    sessionId: claims.sid,
    scopes: parseScopes(claims.scope),
  };
}

/** The actor at the MCP server: the client that acts for the person. */
export function actorFromMcpToken(claims: McpTokenClaims): Actor {
  return {
    kind: 'client',
    userId: claims.sub,
    sessionId: claims.sid,
    scopes: parseScopes(claims.scope),
    clientId: claims.client_id,
    ...(claims.act && { act: claims.act.sub }),
  };
}

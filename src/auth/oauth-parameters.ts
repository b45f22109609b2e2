import { Scope } from '#src/contracts/scope.ts';
import { offlineAccess } from './known-clients.ts';

/** Those of OAuth 2.1 §4.1.1 and RFC 8707: OpenID Connect's mean nothing to this server. */
const authorizationParameters = new Set([
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'resource',
]);

/**
 * An authorization request as the provider should take it. A client that says nothing else gets
 * read access to the MCP server. Each stays connected: with tokens of five minutes one that did not
 * ask would send the person here every five minutes. Nothing is allowed without being shown: any
 * program on the person's machine may claim to be a public client (RFC 8252 §8.6).
 */
export function authorizationRequest(given: URLSearchParams, mcpResource: string): URLSearchParams {
  const kept = new URLSearchParams(
    [...given].filter(([name]) => authorizationParameters.has(name)),
  );
  const scopes = kept.getAll('scope').join(' ').split(' ').filter(Boolean);
  if (scopes.length === 0) scopes.push(Scope.enum['tasks:read']);
  kept.set('scope', [...new Set([...scopes, offlineAccess])].join(' '));
  if (!kept.has('resource')) kept.set('resource', mcpResource);
  normaliseResource(kept);
  kept.set('prompt', 'consent');
  return kept;
}

/** A token request as the provider should take it. */
export function tokenRequest(given: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams(given);
  normaliseResource(kept);
  const scope = kept.get('scope');
  // Rotation copies the scopes asked for: without this one the next token would not rotate.
  if (kept.get('grant_type') === 'refresh_token' && scope !== null) {
    kept.set('scope', [...new Set([...scope.split(' ').filter(Boolean), offlineAccess])].join(' '));
  }
  return kept;
}

/** Identifiers are compared exactly; URL libraries add a trailing slash to some. */
function normaliseResource(parameters: URLSearchParams): void {
  const named = parameters.getAll('resource');
  if (named.length === 0) return;
  parameters.delete('resource');
  for (const resource of new Set(named.map((name) => name.replace(/\/$/, '')))) {
    parameters.append('resource', resource);
  }
}

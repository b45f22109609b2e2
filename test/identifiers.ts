import type { AuthConfig } from '#src/auth/server.ts';

/**
 * What tokens name in tests. Identifiers are not addresses: these resolve nowhere, so a test that
 * passes also shows that no tier takes one for the other.
 */
export const identifiers = {
  issuer: 'https://identity.test/api/auth',
  gatewayAudience: 'https://gateway.test',
  mcpResource: 'https://mcp.test/mcp',
  gatewayClientId: 'throughline-gateway',
};

export const testSecrets = {
  betterAuth: 'test-only-better-auth-secret-0123456789',
  gatewayClient: 'test-only-gateway-client-secret-0123456789',
  /** The roles belong to the whole cluster, so every test database shares these. */
  roles: { web: 'test-web', gateway: 'test-gateway', tools: 'test-tools' },
};

/** The identity provider's configuration in tests that run it in their own process. */
export const testAuthConfig = {
  secret: testSecrets.betterAuth,
  previousSecrets: [],
  url: 'http://127.0.0.1:3000',
  trustedOrigins: [],
  trustedProxies: [],
  mail: { smtpUrl: undefined, from: 'Throughline <no-reply@throughline.test>', outbox: 'log' },
  requireEmailVerification: false,
  signInLimits: { signInsPerMinute: 20, signUpsPerMinute: 60 },
  identity: { issuer: identifiers.issuer },
  gatewayAudience: identifiers.gatewayAudience,
  gatewayClientId: identifiers.gatewayClientId,
  mcpResource: identifiers.mcpResource,
  dynamicClientRegistration: false,
} satisfies AuthConfig;

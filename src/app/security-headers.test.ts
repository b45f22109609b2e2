import { expect, test } from 'vitest';
import { securityHeaders } from './security-headers.ts';

const site = { isHttps: true, gatewayOrigin: 'https://api.example.test', isDevelopment: false };

test('browsers are told to stay on https, where the pages have it', () => {
  const header = 'strict-transport-security';
  expect(securityHeaders(site, 'abc')).toHaveProperty(header, 'max-age=63072000');
  expect(securityHeaders({ ...site, isHttps: false }, 'abc')).not.toHaveProperty(header);
});

test('pages run no strings and no scripts without the nonce, except for hot reloading', () => {
  const policy = (isDevelopment: boolean) =>
    securityHeaders({ ...site, isDevelopment }, 'abc')['content-security-policy'];
  expect(policy(false)).toContain("script-src 'nonce-abc' 'strict-dynamic';");
  expect(policy(false)).not.toMatch(/unsafe-(eval|inline)/);
  expect(policy(true)).toContain("'unsafe-eval'");
});

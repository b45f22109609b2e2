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

test("pages talk to us and the gateway alone, and show up in nobody's frame", () => {
  const policy = securityHeaders(site, 'abc')['content-security-policy']?.split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self' https://api.example.test");
  expect(policy).toContain("form-action 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
});

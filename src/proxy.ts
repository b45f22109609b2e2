import { type NextRequest, NextResponse } from 'next/server';
import { requestPathHeader } from '#src/app/request-path-header.ts';
import { nonceHeader, type Site, securityHeaders } from '#src/app/security-headers.ts';
import { loadWebConfig } from '#src/config/web.ts';

/**
 * Tells the pages which path was asked for, so that sign-in can lead back to it, and gives every
 * page a content security policy with a nonce of its own, which Next reads from the request.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const security = securityHeaders((site ??= readSite()), nonce);
  const headers = new Headers(request.headers);
  headers.set(requestPathHeader, request.nextUrl.pathname + request.nextUrl.search);
  headers.set(nonceHeader, nonce);
  for (const [name, value] of Object.entries(security)) headers.set(name, value);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(security)) response.headers.set(name, value);
  return response;
}

let site: Site | undefined;

function readSite(): Site {
  const { url, gatewayUrl, isDevelopment } = loadWebConfig();
  return {
    isHttps: url.startsWith('https:'),
    gatewayOrigin: new URL(gatewayUrl).origin,
    isDevelopment,
  };
}

/** Every page; not the built files, nor what is no page (next.config.mjs). */
export const config = { matcher: ['/((?!_next/|api/|health$|\\.well-known/).*)'] };

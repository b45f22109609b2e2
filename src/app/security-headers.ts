/** Carries the nonce of a request from the proxy to the page that is rendered for it. */
export const nonceHeader = 'x-nonce';

export interface Site {
  isHttps: boolean;
  /** Where the pages' scripts call. */
  gatewayOrigin: string;
  /** Hot reloading evaluates strings and writes styles into the page. */
  isDevelopment: boolean;
}

/**
 * What a browser is told about a page of ours: it runs the scripts that carry this request's nonce
 * and those they load, talks to us and the gateway alone, and shows up in nobody's frame.
 */
export function securityHeaders(
  { isHttps, gatewayOrigin, isDevelopment }: Site,
  nonce: string,
): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    isDevelopment
      ? "style-src 'self' 'unsafe-inline'"
      : `style-src 'self' 'unsafe-hashes' ${hiddenInputStyle}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ${gatewayOrigin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    ...(isHttps && { 'strict-transport-security': 'max-age=63072000' }),
  };
}

/** The one style attribute in what the server renders: Base UI's, on the input behind a select. */
const hiddenInputStyle = "'sha256-5F9GrKBhqyaNOeYUtJnXqF6zx18El+yIK5QJdjPDOus='";

/**
 * A redirect URI as a person should read it: the host that the answer goes to, or the program on
 * their own machine. Punycode stays as it is, so that no look-alike letter passes for another.
 */
export function redirectTarget(redirectUri: string): string {
  const { protocol, hostname, host } = new URL(redirectUri);
  if (protocol !== 'https:' && protocol !== 'http:') return `${protocol}// on your device`;
  if (hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]') {
    return `${hostname} (your device)`;
  }
  return host;
}

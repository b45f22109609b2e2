/** Next runs it once, before the first request. */
export async function register(): Promise<void> {
  // Next puts the word in when it builds; only Node has sockets.
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { tellPeerAddresses } = await import('#src/auth/peer-address.ts');
  tellPeerAddresses();
}

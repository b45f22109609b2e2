/** Where a token in the answer is what was asked for. */
const tokenPaths = /^\/api\/auth\/(token$|oauth2\/)/;

/**
 * The answer with no session token in its body: better-auth repeats the token of a new session there,
 * and lists those of the others, where a script could read what the cookie hides from it.
 */
export async function withoutSessionTokens(url: string, response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (!isJson || tokenPaths.test(new URL(url).pathname)) return response;
  const text = await response.text();
  if (text === '') return response;
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  const cleaned = JSON.stringify(JSON.parse(text), (key, value: unknown) =>
    key === 'token' ? undefined : value,
  );
  return new Response(cleaned, { status, statusText, headers });
}

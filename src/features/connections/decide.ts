import { z } from 'zod';

export type Decision = 'allow' | 'deny';

const Answer = z.object({ url: z.url() });

/** Tells the authorization server, which says where the client waits for it. */
export async function decide(
  decision: Decision,
  query: string,
): Promise<{ url: string } | { failure: string }> {
  try {
    const response = await fetch('/api/auth/oauth2/consent', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accept: decision === 'allow', oauth_query: query }),
    });
    if (response.ok) return Answer.parse(await response.json());
    return { failure: failureOf(response.status) };
  } catch {
    return { failure: 'The server cannot be reached. Check your connection and try again.' };
  }
}

function failureOf(status: number): string {
  if (status === 401) return 'You are signed out. Reload the page to sign in and come back here.';
  if (status === 429) return 'Too many attempts. Wait a minute and try again.';
  if (status < 500) return 'This request is no longer good. Go back to the client and start again.';
  return 'This is not possible at the moment. Try again shortly.';
}

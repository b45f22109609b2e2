import { z } from 'zod';
import { type GatewayClient, gatewayClient } from './gateway-client.ts';
import type { RunningCopy } from './project-copy.ts';

const Token = z.object({ token: z.string() });

/** Signs the demo account in with what the start printed, as a person would. */
export async function signInToDemo(copy: RunningCopy): Promise<GatewayClient> {
  const [, email, password] = /Demo +(\S+) +password +(\S+)/.exec(copy.output()) ?? [];
  const signIn = await fetch(`${copy.webUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: copy.webUrl },
    body: JSON.stringify({ email, password }),
  });
  if (!signIn.ok) throw new Error(`Sign-in: ${signIn.status} ${await signIn.text()}`);
  const cookie = signIn.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
  const answer = await fetch(`${copy.webUrl}/api/auth/token`, {
    headers: { cookie: cookie.join('; ') },
  });
  return gatewayClient(copy.gatewayUrl, Token.parse(await answer.json()).token);
}

/** The titles of the demo account's tasks, by way of every tier. */
export async function demoTitles(copy: RunningCopy): Promise<string[]> {
  const client = await signInToDemo(copy);
  return (await client.tasks.list.query({})).items.map(({ title }) => title);
}

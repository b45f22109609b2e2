import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** Somebody who signed up at the real identity provider. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  /** The session cookie, as a Cookie header. */
  readonly cookie: string;
  /** A fresh user JWT for the gateway. */
  token(): Promise<string>;
  signOut(): Promise<void>;
}

const SignedUp = z.object({ user: z.object({ id: z.string() }) });
const Token = z.object({ token: z.string() });

/** @param identityUrl origin of the identity provider */
export async function signUp(identityUrl: string, name = 'Person'): Promise<Person> {
  const email = `${name.toLowerCase()}-${randomUUID()}@example.test`;
  const password = `correct horse ${randomUUID()}`;
  const post = (path: string, body: unknown, cookie?: string) =>
    fetch(`${identityUrl}/api/auth${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: identityUrl,
        ...(cookie === undefined ? {} : { cookie }),
      },
      body: JSON.stringify(body),
    });
  const response = await post('/sign-up/email', { name, email, password });
  if (!response.ok) throw new Error(`Sign-up: ${response.status} ${await response.text()}`);
  const { user } = SignedUp.parse(await response.json());
  const cookie = response.headers
    .getSetCookie()
    .map((header) => header.split(';', 1)[0])
    .join('; ');
  return {
    userId: user.id,
    email,
    password,
    cookie,
    token: async () => {
      const answer = await fetch(`${identityUrl}/api/auth/token`, { headers: { cookie } });
      if (!answer.ok) throw new Error(`Token: ${answer.status} ${await answer.text()}`);
      return Token.parse(await answer.json()).token;
    },
    signOut: async () => {
      const answer = await post('/sign-out', {}, cookie);
      if (!answer.ok) throw new Error(`Sign-out: ${answer.status} ${await answer.text()}`);
    },
  };
}

import { decodeJwt } from 'jose';
import { z } from 'zod';
import { publishIssuerKeys } from '#test/issuer-keys.ts';
import { followToEnd } from '#test/gateway-client.ts';
import { mcpTokenOf } from '#test/mcp-token.ts';
import { newSomebody, type Somebody } from '#test/somebody.ts';
import type { System } from '#test/system.ts';
import type { Presented } from './token-endpoints.ts';
import type { GoodToken } from '#test/token-forgeries.ts';

const Claims = z.looseObject({ iss: z.string(), aud: z.string(), sub: z.string() });

/** Makers of what the issuer would sign for the person at this moment, by a key of the test's. */
export interface TokenTarget extends Presented {
  readonly person: Somebody;
  user(): GoodToken;
  mcp(): GoodToken;
}

/** A person with a finished run, and good tokens of theirs. */
export async function tokenTarget(system: System): Promise<TokenTarget> {
  const person = await newSomebody(system, 'Person');
  await system.model.script();
  const { runId } = await person.client.chat.send.mutate({ text: 'Hello' });
  await followToEnd(person.client, runId);
  const keys = await publishIssuerKeys(system.database);
  const user = Claims.parse(decodeJwt(await person.token()));
  const mcp = Claims.parse(decodeJwt(await mcpTokenOf(system.identity.url, person)));
  const times = () => {
    const iat = Math.floor(Date.now() / 1000);
    return { iat, exp: iat + 60 };
  };
  return {
    system,
    runId,
    person,
    user: () => ({ ...keys, typ: undefined, claims: { ...user, ...times() } }),
    mcp: () => ({ ...keys, typ: 'at+jwt', claims: { ...mcp, ...times() } }),
  };
}

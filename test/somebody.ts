import { randomUUID } from 'node:crypto';
import { changeOperator } from '#prisma/operators.ts';
import { type GatewayClient, gatewayClient } from './gateway-client.ts';
import type { Person } from './person.ts';
import type { ScriptedModel } from './scripted-model.ts';
import type { System } from './system.ts';

/** A person who is signed in at a gateway. */
export interface Somebody extends Person {
  readonly client: GatewayClient;
  readonly jwt: string;
  /** The one that the agent asks. */
  readonly model: ScriptedModel;
  /** A word that only this person's rows hold; short enough for any field. */
  readonly secret: string;
}

/** @param isOperator they may count across people as well */
export async function newSomebody(
  system: System,
  name: string,
  { isOperator = false } = {},
): Promise<Somebody> {
  const person = await system.signUp(name);
  if (isOperator) await changeOperator(system.database.owner, ['grant', person.email]);
  const jwt = await person.token();
  const client = gatewayClient(system.gateway.url, jwt);
  return {
    ...person,
    jwt,
    client,
    model: system.model,
    secret: `canary${randomUUID().replaceAll('-', '')}`,
  };
}

import { randomUUID } from 'node:crypto';
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

export async function newSomebody(system: System, name: string): Promise<Somebody> {
  const person = await system.signUp(name);
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

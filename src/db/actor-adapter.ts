import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from '@prisma/driver-adapter-utils';
import type { Actor } from '#src/contracts/actor.ts';
import { formatScopes } from '#src/contracts/scope.ts';

/** Carries the actor from `withActor` to the transaction that Prisma opens for it, and no further. */
export const currentActor = new AsyncLocalStorage<Actor>();

const SET_ACTOR = "SELECT set_config('app.user_id', $1, true), set_config('app.scopes', $2, true)";
const TEXT = { scalarType: 'string', arity: 'scalar' } as const;

/**
 * Opens every transaction as an actor, and runs nothing outside of one. Set inside the transaction
 * (`true`), the actor ends with it: a pooled connection carries none to the next user.
 * docs/decisions/004-actor-in-the-transaction.md
 */
export class ActorAdapterFactory implements SqlDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName: string;
  readonly #inner: SqlDriverAdapterFactory;

  constructor(inner: SqlDriverAdapterFactory) {
    this.#inner = inner;
    this.adapterName = inner.adapterName;
  }

  async connect(): Promise<SqlDriverAdapter> {
    return new ActorAdapter(await this.#inner.connect());
  }
}

class ActorAdapter implements SqlDriverAdapter {
  readonly provider = 'postgres';
  readonly adapterName: string;
  readonly #inner: SqlDriverAdapter;

  constructor(inner: SqlDriverAdapter) {
    this.#inner = inner;
    this.adapterName = inner.adapterName;
  }

  async startTransaction(
    ...isolation: Parameters<SqlDriverAdapter['startTransaction']>
  ): Promise<Transaction> {
    const actor = currentActor.getStore();
    if (!actor) throw new Error('A transaction needs an actor: call withActor.');
    return new ActorTransaction(await this.#inner.startTransaction(...isolation), actor);
  }

  queryRaw(_query: SqlQuery): Promise<SqlResultSet> {
    return Promise.reject(new Error('A query needs an actor: call withActor.'));
  }

  executeRaw(_query: SqlQuery): Promise<number> {
    return Promise.reject(new Error('A statement needs an actor: call withActor.'));
  }

  executeScript(_script: string): Promise<void> {
    return Promise.reject(new Error('A script needs an actor: call withActor.'));
  }

  getConnectionInfo() {
    return this.#inner.getConnectionInfo?.() ?? { supportsRelationJoins: true };
  }

  dispose(): Promise<void> {
    return this.#inner.dispose();
  }
}

/** Sets its actor in the same breath as its first statement, which need not wait for the answer. */
class ActorTransaction implements Transaction {
  readonly provider = 'postgres';
  readonly adapterName: string;
  readonly options: Transaction['options'];
  readonly #inner: Transaction;
  readonly #actorSet: Promise<number>;

  constructor(inner: Transaction, { userId, scopes }: Actor) {
    this.adapterName = inner.adapterName;
    this.options = inner.options;
    this.#inner = inner;
    this.#actorSet = inner.executeRaw({
      sql: SET_ACTOR,
      args: [userId, formatScopes(scopes)],
      argTypes: [TEXT, TEXT],
    });
    // Told by the first statement, which PostgreSQL refuses, as it does all others from then on.
    this.#actorSet.catch(() => {});
  }

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return this.#asActor(this.#inner.queryRaw(query));
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#asActor(this.#inner.executeRaw(query));
  }

  commit(): Promise<void> {
    return this.#inner.commit();
  }

  rollback(): Promise<void> {
    return this.#inner.rollback();
  }

  async #asActor<Result>(statement: Promise<Result>): Promise<Result> {
    const [result] = await Promise.all([statement, this.#actorSet]);
    return result;
  }
}

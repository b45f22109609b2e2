import { actorFromUserToken } from '#src/auth/actor-from-token.ts';
import type { Actor } from '#src/contracts/actor.ts';
import { AppError } from '#src/contracts/app-error.ts';
import type { Services } from './services.ts';

/** The person that a request comes from, as their verified token says. */
export interface Identity {
  readonly actor: Actor;
  /** The user JWT itself: the token exchange takes it as its subject, nothing else sees it. */
  readonly token: string;
  /** Milliseconds since the epoch; streams end then. */
  readonly expiresAt: number;
}

export interface Context {
  readonly services: Services;
  /** Verified at most once a request, however many calls its batch holds. Touches no database. */
  readonly identify: () => Promise<Identity>;
  /** As the request says: the same for every attempt at one change. */
  readonly idempotencyKey: string | undefined;
  /** Breaks the caller's connection off. */
  readonly hangUp: () => void;
}

export function createContext(
  services: Services,
  request: {
    authorization: string | undefined;
    idempotencyKey?: string | undefined;
    hangUp: () => void;
  },
): Context {
  let identity: Promise<Identity> | undefined;
  return {
    services,
    identify: () => (identity ??= verify(services, request.authorization)),
    idempotencyKey: request.idempotencyKey,
    hangUp: request.hangUp,
  };
}

async function verify(services: Services, authorization: string | undefined): Promise<Identity> {
  const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  const claims = await services.verifier.verify(token);
  return { actor: actorFromUserToken(claims), token, expiresAt: claims.exp * 1000 };
}

import { sign } from 'node:crypto';
import type { SigningKey } from './jwks-server.ts';

type Json = Record<string, unknown>;

export function base64url(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text).toString('base64url');
}

/**
 * A token signed byte for byte as told, with none of the checks that a library makes. Undefined
 * values are left out.
 */
export function rawToken(key: SigningKey, claims: Json | unknown[], header: Json = {}): string {
  const head = base64url({ alg: 'EdDSA', typ: 'at+jwt', kid: key.kid, ...header });
  const signed = `${head}.${base64url(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

import { createHash } from 'node:crypto';

/** How an OAuth client's secret is stored. It is random, so one fast hash protects it. */
export function hashClientSecret(secret: string): Promise<string> {
  return Promise.resolve(createHash('sha256').update(secret).digest('base64url'));
}

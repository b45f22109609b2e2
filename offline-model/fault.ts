import { z } from 'zod';

const AfterChunks = z.int().nonnegative();

/** A way for an answer to go wrong; `afterChunks` counts pieces of text or tool calls sent before it. */
export const Fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    /** Seconds, or an HTTP date. */
    retryAfter: z.union([z.number(), z.string()]).optional(),
    body: z.unknown().optional(),
  }),
  z.strictObject({ kind: z.literal('reset'), afterChunks: AfterChunks }),
  z.strictObject({ kind: z.literal('silence'), afterChunks: AfterChunks }),
  z.strictObject({ kind: z.literal('end-early'), afterChunks: AfterChunks }),
]);
export type Fault = z.infer<typeof Fault>;

import { z } from 'zod';

/** vitest's JSON, as much of it as is read here. */
export const VitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()),
          meta: z.object({
            attack: z.object({ name: z.string(), tries: z.number() }).optional(),
            defect: z.object({ name: z.string(), caughtBy: z.array(z.string()) }).optional(),
          }),
        }),
      ),
    }),
  ),
});

import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { ToolContract } from '#src/contracts/define-contract.ts';

/** How the chat shows the calls of one tool. Inputs come as the model wrote them. */
export interface ToolRenderer<Output> {
  /** What the agent does while the call is under way, as in "Adding “Buy milk”". */
  running: (input: unknown) => string;
  /** What did not happen, as in "Could not add “Buy milk”". */
  failed: (input: unknown) => string;
  result: (output: Output, input: unknown) => ReactNode;
}

/** A renderer typed by its contract. Its functions get null for an input that breaks the contract. */
export function defineRenderer<
  Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
>(
  contract: ToolContract<Name, Input, Output>,
  renderer: {
    running: (input: z.infer<Input> | null) => string;
    failed: (input: z.infer<Input> | null) => string;
    result: (output: z.infer<Output>, input: z.infer<Input> | null) => ReactNode;
  },
): ToolRenderer<z.infer<Output>> {
  const parse = (input: unknown) => contract.input.safeParse(input).data ?? null;
  return {
    running: (input) => renderer.running(parse(input)),
    failed: (input) => renderer.failed(parse(input)),
    result: (output, input) => renderer.result(output, parse(input)),
  };
}

import { z } from 'zod';
import type { ToolContract } from './define-contract.ts';

/** A tool as MCP lists it (MCP 2026-07-28, server/tools#tool). */
export function toolDefinition(contract: ToolContract) {
  const { name, title, description, annotations, input, output } = contract;
  return {
    name,
    title,
    description,
    inputSchema: toObjectSchema(input),
    outputSchema: toObjectSchema(output),
    annotations: {
      title,
      readOnlyHint: annotations.readOnly,
      destructiveHint: annotations.destructive,
      idempotentHint: annotations.idempotent,
      openWorldHint: false,
    },
  };
}

function toObjectSchema(schema: z.ZodObject) {
  return {
    ...z.record(z.string(), z.json()).parse(z.toJSONSchema(schema)),
    type: 'object' as const,
  };
}

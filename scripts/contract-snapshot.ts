import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The committed picture of what other programs rely on. */
export const snapshotFile = join(import.meta.dirname, '../src/contracts/contract-snapshot.json');

/** The part of JSON Schema that contracts need. Closed: a keyword nobody compares is refused. */
export interface JsonSchema {
  $ref?: string | undefined;
  $defs?: Record<string, JsonSchema> | undefined;
  description?: string | undefined;
  type?: string | string[] | undefined;
  const?: z.core.util.JSONType | undefined;
  enum?: z.core.util.JSONType[] | undefined;
  anyOf?: JsonSchema[] | undefined;
  oneOf?: JsonSchema[] | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
  additionalProperties?: boolean | JsonSchema | undefined;
  propertyNames?: JsonSchema | undefined;
  items?: JsonSchema | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  pattern?: string | undefined;
  format?: string | undefined;
}

export const JsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.strictObject({
    $ref: z.string().optional(),
    $defs: z.record(z.string(), JsonSchema).optional(),
    description: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    const: z.json().optional(),
    enum: z.array(z.json()).optional(),
    anyOf: z.array(JsonSchema).optional(),
    oneOf: z.array(JsonSchema).optional(),
    properties: z.record(z.string(), JsonSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), JsonSchema]).optional(),
    propertyNames: JsonSchema.optional(),
    items: JsonSchema.optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    pattern: z.string().optional(),
    format: z.string().optional(),
  }),
);

const ToolPicture = z.strictObject({
  title: z.string(),
  description: z.string(),
  scope: z.string(),
  annotations: z.record(z.string(), z.boolean()),
  surfaces: z.array(z.string()),
  input: JsonSchema,
  output: JsonSchema,
});
export type ToolPicture = z.infer<typeof ToolPicture>;

const ProcedurePicture = z.strictObject({
  type: z.enum(['query', 'mutation', 'subscription']),
  /** null: it takes none. */
  input: JsonSchema.nullable(),
  inputRequired: z.boolean(),
  /** Of a subscription: one event. */
  output: JsonSchema,
});
export type ProcedurePicture = z.infer<typeof ProcedurePicture>;

export const ContractSnapshot = z.strictObject({
  tools: z.record(z.string(), ToolPicture),
  procedures: z.record(z.string(), ProcedurePicture),
  /** What several of the above hold; they refer to it as `#/shapes/<name>`. */
  shapes: z.record(z.string(), JsonSchema),
});
export type ContractSnapshot = z.infer<typeof ContractSnapshot>;

/** @throws ZodError when the file is none, or holds a keyword that the comparison does not know */
export async function readContractSnapshot(): Promise<ContractSnapshot> {
  return ContractSnapshot.parse(JSON.parse(await readFile(snapshotFile, 'utf8')));
}

import * as fc from 'fast-check';
import { z } from 'zod';

/** Whose id or word stands in an input; it is looked up when the call is made. */
export const Reference = z.strictObject({
  /** The caller's own, another person's, or nobody's. */
  whose: z.enum(['own', 'foreign', 'nobody']),
  kind: z.enum(['id', 'word']),
  /** Chooses among several. */
  nth: z.int(),
});
export type Reference = z.infer<typeof Reference>;

const Schema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.json()).optional(),
  const: z.json().optional(),
  format: z.string().optional(),
  maxLength: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

const reference = (kind: Reference['kind']): fc.Arbitrary<Reference> =>
  fc.record({
    whose: fc.constantFrom('own', 'own', 'foreign', 'nobody'),
    kind: fc.constant(kind),
    nth: fc.nat(20),
  });

/** Inputs of a JSON Schema as contracts have them, with references in the place of ids and words. */
export function arbitraryInput(schema: unknown): fc.Arbitrary<unknown> {
  const node = Schema.parse(schema);
  if (node.anyOf) return fc.oneof(...node.anyOf.map(arbitraryInput));
  if (node.enum) return fc.constantFrom(...node.enum);
  if (node.const !== undefined) return fc.constant(node.const);
  switch (node.type) {
    case 'object':
      return arbitraryObject(node.properties ?? {}, node.required ?? []);
    case 'array':
      return fc.array(arbitraryInput(node.items), { maxLength: 3 });
    case 'string':
      return arbitraryString(node.format);
    case 'integer':
    case 'number':
      return fc.integer({ min: 1, max: 4 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(`prove/random does not know this schema: ${JSON.stringify(schema)}`);
  }
}

/** Each optional field is there once in four times: most inputs are good, and lists not too narrow. */
function arbitraryObject(properties: Record<string, unknown>, required: string[]) {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const value = arbitraryInput(schema);
    const field = required.includes(name)
      ? value
      : fc
          .option(value, { freq: 1, nil: undefined })
          .chain((some) => fc.nat(3).map((chance) => (chance === 0 ? some : undefined)));
    return [name, field] as const;
  });
  return fc.record(Object.fromEntries(fields));
}

function arbitraryString(format: string | undefined): fc.Arbitrary<unknown> {
  if (format === 'uuid') return reference('id');
  if (format !== 'date') return reference('word');
  const day = 24 * 60 * 60_000;
  return fc
    .nat(400)
    .map((days) => new Date(Date.UTC(2030, 0) + days * day).toISOString().slice(0, 10));
}

import { isDeepStrictEqual } from 'node:util';
import type { ContractSnapshot, JsonSchema } from './contract-snapshot.ts';

/** An input may take more than before, an output answer less; each the other way breaks callers. */
export type Direction = 'input' | 'output';

/** A schema, and what its references point into. */
export interface Schema {
  schema: JsonSchema;
  snapshot: ContractSnapshot;
  /** Of the document that it stands in: names are used again by others. */
  defs?: Record<string, JsonSchema> | undefined;
  document?: string | undefined;
  /** Of a member of a union: the reference that it was. */
  reference?: Schema | undefined;
}

/**
 * Unions whose members are told apart by these fields grow: readers pass over a run event, or a
 * tool's result, that they do not know.
 */
const openDiscriminators = ['type', 'tool'];

const upperBounds = ['maxLength', 'maxItems', 'maximum', 'exclusiveMaximum'] as const;
const lowerBounds = ['minLength', 'minItems', 'minimum', 'exclusiveMinimum'] as const;
const forms = ['format', 'pattern'] as const;

/**
 * Every breaking change from one schema to another, one line each.
 * @param seen pairs of references that need no second look; shared by the calls of one comparison
 */
export function compareSchemas(
  direction: Direction,
  root: string,
  before: Schema,
  after: Schema,
  seen: Set<string>,
): string[] {
  return compare(root, before, after);

  function compare(path: string, before: Schema, after: Schema): string[] {
    const [from, to] = [before.schema.$ref, after.schema.$ref];
    if (from !== undefined && to !== undefined) {
      const document = from.startsWith('#/$defs') ? (before.document ?? root) : '';
      const pair = JSON.stringify([direction, from, to, document]);
      if (seen.has(pair)) return [];
      seen.add(pair);
    }
    const name = from?.startsWith('#/$defs') === false ? nameOf(from) : path;
    const [was, is] = [follow(before), follow(after)];
    const further = was.schema.$ref !== undefined || is.schema.$ref !== undefined;
    return further ? compare(name, was, is) : compareUnions(name, was, is);
  }

  function compareUnions(path: string, before: Schema, after: Schema): string[] {
    const [was, is] = [membersOf(before), membersOf(after)];
    if (direction === 'input' && is.has('anything')) return [];
    if (direction === 'output' && was.has('anything')) return [];
    const breaking: string[] = [];
    for (const [kind, member] of was) {
      const same = is.get(kind);
      if (same?.reference && member.reference) {
        breaking.push(...compare(path, member.reference, same.reference));
      } else if (same) {
        const place = kind.includes('=') ? `${path}(${kind})` : path;
        breaking.push(...compareMembers(place, member, same));
      } else if (direction === 'input') breaking.push(`${path}: no longer takes ${kind}`);
      else if (kind.includes('=')) breaking.push(`${path}: ${kind} is no longer answered`);
    }
    for (const kind of is.keys()) {
      const isOpen = openDiscriminators.some((field) => kind.startsWith(`${field}=`));
      if (direction === 'output' && !was.has(kind) && !isOpen) {
        breaking.push(`${path}: may now be ${kind}`);
      }
    }
    return breaking;
  }

  function compareMembers(path: string, before: Schema, after: Schema): string[] {
    return [
      ...compareValues(path, before.schema, after.schema),
      ...compareLimits(path, before.schema, after.schema),
      ...compareFields(path, before, after),
      ...compareParts(path, before, after),
    ];
  }

  /** Constants and enumerations. */
  function compareValues(path: string, before: JsonSchema, after: JsonSchema): string[] {
    const [was, is] = [valuesOf(before), valuesOf(after)];
    const [narrow, broad] = direction === 'input' ? [was, is] : [is, was];
    if (!broad) return [];
    if (!narrow) {
      return [
        direction === 'input'
          ? `${path}: now takes only ${list(broad)}`
          : `${path}: may now be other than ${list(broad)}`,
      ];
    }
    const strange = narrow.filter(
      (value) => !broad.some((known) => isDeepStrictEqual(known, value)),
    );
    if (strange.length === 0) return [];
    return [
      `${path}: ${direction === 'input' ? 'no longer takes' : 'may now be'} ${list(strange)}`,
    ];
  }

  /** Lengths, sizes, formats, and whole numbers among the numbers. */
  function compareLimits(path: string, before: JsonSchema, after: JsonSchema): string[] {
    const [narrow, broad] = direction === 'input' ? [before, after] : [after, before];
    const verb = direction === 'input' ? 'is narrower' : 'is wider';
    const changed = (key: keyof JsonSchema) =>
      `${path}: ${verb}, ${key} was ${shown(before[key])} and is ${shown(after[key])}`;
    const breaking: string[] = [];
    for (const key of upperBounds) {
      if ((broad[key] ?? Infinity) < (narrow[key] ?? Infinity)) breaking.push(changed(key));
    }
    for (const key of lowerBounds) {
      if ((broad[key] ?? -Infinity) > (narrow[key] ?? -Infinity)) breaking.push(changed(key));
    }
    const form = forms.find((key) => broad[key] !== undefined && broad[key] !== narrow[key]);
    if (form) breaking.push(changed(form));
    if (broad.type === 'integer' && narrow.type === 'number') breaking.push(changed('type'));
    return breaking;
  }

  function compareFields(path: string, before: Schema, after: Schema): string[] {
    const [was, is] = [before.schema.properties ?? {}, after.schema.properties ?? {}];
    const needed = (schema: JsonSchema, field: string) => schema.required?.includes(field) === true;
    const breaking: string[] = [];
    for (const [field, schema] of Object.entries(was)) {
      const place = `${path}.${field}`;
      const next = is[field];
      if (!next) {
        breaking.push(`${place}: ${direction === 'input' ? 'is no longer taken' : 'was removed'}`);
        continue;
      }
      breaking.push(...compare(place, { ...before, schema }, { ...after, schema: next }));
      const [wasNeeded, isNeeded] = [needed(before.schema, field), needed(after.schema, field)];
      if (direction === 'input' && isNeeded && !wasNeeded)
        breaking.push(`${place}: is now required`);
      if (direction === 'output' && wasNeeded && !isNeeded)
        breaking.push(`${place}: may now be absent`);
    }
    for (const field of Object.keys(is)) {
      const isNew = !(field in was) && needed(after.schema, field);
      if (direction === 'input' && isNew) breaking.push(`${path}.${field}: is new and required`);
    }
    return breaking;
  }

  /** Items of arrays, keys and values of maps. */
  function compareParts(path: string, before: Schema, after: Schema): string[] {
    const breaking = (['items', 'propertyNames'] as const).flatMap((key) => {
      const [was = {}, is = {}] = [before.schema[key], after.schema[key]];
      const place = key === 'items' ? `${path}[]` : `${path}.(name)`;
      return compare(place, { ...before, schema: was }, { ...after, schema: is });
    });
    const [was = true, is = true] = [
      before.schema.additionalProperties,
      after.schema.additionalProperties,
    ];
    const [narrow, broad] = direction === 'input' ? [was, is] : [is, was];
    if (narrow === false || broad === true) return breaking;
    if (broad === false || narrow === true) {
      const verb = direction === 'input' ? 'no longer takes' : 'may now hold';
      return [...breaking, `${path}: ${verb} fields of any name`];
    }
    const [value, next] = direction === 'input' ? [narrow, broad] : [broad, narrow];
    const place = `${path}.(any)`;
    return [
      ...breaking,
      ...compare(place, { ...before, schema: value }, { ...after, schema: next }),
    ];
  }
}

/** The schema that a reference points to, or itself. @throws when it points nowhere */
function follow(place: Schema): Schema {
  const { schema, snapshot, defs = schema.$defs } = place;
  const { $ref } = schema;
  if ($ref === undefined) return { ...place, defs };
  const [, kind = '', name = '', part = ''] = $ref.split('/');
  const tool = snapshot.tools[name];
  const target =
    (kind === '$defs' && defs?.[name]) ||
    (kind === 'shapes' && snapshot.shapes[name]) ||
    (kind === 'tools' && part === 'input' && tool?.input) ||
    (kind === 'tools' && part === 'output' && tool?.output);
  if (!target) throw new Error(`${$ref} points nowhere.`);
  return kind === '$defs'
    ? { ...place, schema: target, defs }
    : { schema: target, snapshot, defs: target.$defs, document: $ref };
}

function resolve(place: Schema): Schema {
  const next = follow(place);
  return next.schema.$ref === undefined ? next : resolve(next);
}

/** `#/shapes/Task` is Task, `#/tools/add_task/input` is tool add_task input. */
function nameOf($ref: string): string {
  return $ref.replace('#/shapes/', '').replace('#/tools/', 'tool ').replaceAll('/', ' ');
}

/** What a value may be, by a name for each: a schema that is no union has one member. */
function membersOf(place: Schema): Map<string, Schema> {
  const { schema } = place;
  const types = Array.isArray(schema.type) ? schema.type : undefined;
  const union = schema.anyOf ?? schema.oneOf ?? types?.map((type) => ({ ...schema, type }));
  const members = new Map<string, Schema>();
  for (const member of union ?? [schema]) {
    const reference = { ...place, schema: member, reference: undefined };
    const resolved = resolve(reference);
    const nested = union ? membersOf(resolved) : new Map([[kindOf(resolved), resolved]]);
    const [only] = nested.values();
    if (only && nested.size === 1 && member.$ref !== undefined) only.reference = reference;
    for (const [kind, inner] of nested) {
      // A second string or object, which nothing tells from the first.
      let name = kind;
      for (let count = 2; members.has(name); count += 1) name = `${kind} (${count})`;
      members.set(name, inner);
    }
  }
  return members;
}

/** The field by which an object is told from others, or the type. */
function kindOf({ schema }: Schema): string {
  for (const [field, { const: value }] of Object.entries(schema.properties ?? {})) {
    if (value !== undefined) return `${field}=${shown(value)}`;
  }
  if (schema.type === 'integer') return 'number';
  if (typeof schema.type === 'string') return schema.type;
  const values = valuesOf(schema);
  return values ? list(values) : 'anything';
}

function valuesOf(schema: JsonSchema) {
  return schema.const === undefined ? schema.enum : [schema.const];
}

function list(values: readonly unknown[]): string {
  return values.map(shown).join(', ');
}

function shown(value: unknown): string {
  if (value === undefined) return 'anything';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

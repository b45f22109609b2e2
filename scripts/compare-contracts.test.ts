import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compareContracts } from './compare-contracts.ts';
import { ContractSnapshot, JsonSchema, readContractSnapshot } from './contract-snapshot.ts';

function json(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema);
  return JsonSchema.parse(rest);
}

const nothing = z.strictObject({});

/** Contracts of one tool and one procedure that calls it. */
function contracts({
  input = nothing,
  output = nothing,
}: {
  input?: z.ZodType;
  output?: z.ZodType;
}) {
  return ContractSnapshot.parse({
    tools: {
      find: {
        title: 'Find',
        description: 'Find something.',
        scope: 'tasks:read',
        annotations: { readOnly: true, destructive: false },
        surfaces: ['agent', 'mcp'],
        input: json(input),
        output: json(output),
      },
    },
    procedures: {
      'things.find': {
        type: 'query',
        input: { $ref: '#/tools/find/input' },
        inputRequired: false,
        output: { $ref: '#/tools/find/output' },
      },
    },
    shapes: {},
  });
}

const object = z.strictObject;
const color = z.enum(['red', 'green']);
const text = z.object({ type: z.literal('text'), text: z.string() });
const done = z.object({ type: z.literal('done') });
const ok = z.object({ status: z.literal('ok') });
const failed = z.object({ status: z.literal('failed') });

describe('of an input, it finds that', () => {
  test.each<[change: string, before: z.ZodType, after: z.ZodType, line: string]>([
    ['a field was removed', object({ a: color.optional() }), object({}), '.a: is no longer taken'],
    [
      'a field became required',
      object({ a: color.optional() }),
      object({ a: color }),
      '.a: is now required',
    ],
    ['a new field is required', object({}), object({ a: color }), '.a: is new and required'],
    [
      'a type changed',
      object({ a: z.string() }),
      object({ a: z.number() }),
      '.a: no longer takes string',
    ],
    [
      'null was taken',
      object({ a: z.string().nullable() }),
      object({ a: z.string() }),
      '.a: no longer takes null',
    ],
    [
      'an enum lost a value',
      object({ a: color }),
      object({ a: z.enum(['red']) }),
      '.a: no longer takes green',
    ],
    [
      'free text became an enum',
      object({ a: z.string() }),
      object({ a: color }),
      '.a: now takes only red, green',
    ],
    [
      'a length shrank',
      object({ a: z.string().max(9) }),
      object({ a: z.string().max(5) }),
      '.a: is narrower, maxLength was 9 and is 5',
    ],
    [
      'a length got a bound',
      object({ a: z.string() }),
      object({ a: z.string().max(5) }),
      '.a: is narrower, maxLength was anything and is 5',
    ],
    [
      'a minimum rose',
      object({ a: z.number().min(1) }),
      object({ a: z.number().min(2) }),
      '.a: is narrower, minimum was 1 and is 2',
    ],
    [
      'an array shrank',
      object({ a: z.array(color).max(9) }),
      object({ a: z.array(color).max(5) }),
      '.a: is narrower, maxItems was 9 and is 5',
    ],
    [
      'items narrowed',
      object({ a: z.array(z.string().max(9)) }),
      object({ a: z.array(z.string().max(5)) }),
      '.a[]: is narrower, maxLength was 9 and is 5',
    ],
    [
      'text got a format',
      object({ a: z.string() }),
      object({ a: z.iso.date() }),
      '.a: is narrower, format was anything and is date',
    ],
    [
      'a pattern changed',
      object({ a: z.string().regex(/^a/) }),
      object({ a: z.string().regex(/^b/) }),
      '.a: is narrower, pattern was ^a and is ^b',
    ],
    [
      'an open object closed',
      z.looseObject({}),
      object({}),
      ': no longer takes fields of any name',
    ],
    [
      'a map narrowed',
      object({ a: z.record(z.string(), z.string()) }),
      object({ a: z.record(z.string(), z.number()) }),
      '.a.(any): no longer takes string',
    ],
    [
      'a member of a union went',
      object({ a: z.union([ok, failed]) }),
      object({ a: ok }),
      '.a: no longer takes status=failed',
    ],
  ])('%s', (_change, before, after, line) => {
    const { breaking } = compareContracts(
      contracts({ input: before }),
      contracts({ input: after }),
    );
    expect(breaking).toEqual([`tool find input${line}`]);
  });
});

describe('of an output, it finds that', () => {
  test.each<[change: string, before: z.ZodType, after: z.ZodType, line: string]>([
    ['a field was removed', object({ a: color }), object({}), '.a: was removed'],
    [
      'a deep field was removed',
      object({ a: z.array(object({ b: color })) }),
      object({ a: z.array(object({})) }),
      '.a[].b: was removed',
    ],
    [
      'a field may be absent',
      object({ a: color }),
      object({ a: color.optional() }),
      '.a: may now be absent',
    ],
    [
      'a field may be null',
      object({ a: z.string() }),
      object({ a: z.string().nullable() }),
      '.a: may now be null',
    ],
    [
      'an enum got a value',
      object({ a: z.enum(['red']) }),
      object({ a: color }),
      '.a: may now be green',
    ],
    [
      'an enum became free text',
      object({ a: color }),
      object({ a: z.string() }),
      '.a: may now be other than red, green',
    ],
    [
      'a length grew',
      object({ a: z.string().max(5) }),
      object({ a: z.string().max(9) }),
      '.a: is wider, maxLength was 5 and is 9',
    ],
    [
      'a format went',
      object({ a: z.iso.date() }),
      object({ a: z.string() }),
      '.a: is wider, format was date and is anything',
    ],
    [
      'a whole number may be broken',
      object({ a: z.int() }),
      object({ a: z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER) }),
      '.a: is wider, type was integer and is number',
    ],
    [
      'a closed union grew',
      object({ a: ok }),
      object({ a: z.union([ok, failed]) }),
      '.a: may now be status=failed',
    ],
    [
      'an event went',
      object({ a: z.union([text, done]) }),
      object({ a: done }),
      '.a: type=text is no longer answered',
    ],
    [
      'an event lost a field',
      z.union([text, done]),
      z.union([text.omit({ text: true }), done]),
      '(type=text).text: was removed',
    ],
  ])('%s', (_change, before, after, line) => {
    const { breaking } = compareContracts(
      contracts({ output: before }),
      contracts({ output: after }),
    );
    expect(breaking).toEqual([`tool find output${line}`]);
  });
});

describe('it breaks nothing that', () => {
  test.each<
    [
      change: string,
      before: Parameters<typeof contracts>[0],
      after: Parameters<typeof contracts>[0],
    ]
  >([
    [
      'an input takes a new optional field',
      { input: object({}) },
      { input: object({ a: color.optional() }) },
    ],
    [
      'an input takes a further value',
      { input: object({ a: z.enum(['red']) }) },
      { input: object({ a: color }) },
    ],
    [
      'an input takes longer text',
      { input: object({ a: z.string().max(5) }) },
      { input: object({ a: z.string().max(9) }) },
    ],
    [
      'an input field is no longer required',
      { input: object({ a: color }) },
      { input: object({ a: color.optional() }) },
    ],
    ['an output has a new field', { output: object({}) }, { output: object({ a: color }) }],
    [
      'an output is never null any more',
      { output: object({ a: color.nullable() }) },
      { output: object({ a: color }) },
    ],
    [
      'there is a new kind of event',
      { output: z.union([text]) },
      { output: z.union([text, done]) },
    ],
    [
      'a description has other words',
      { input: object({ a: color.describe('x') }) },
      { input: object({ a: color.describe('y') }) },
    ],
  ])('%s', (_change, before, after) => {
    const { breaking, changed } = compareContracts(contracts(before), contracts(after));
    expect({ breaking, changed }).toEqual({ breaking: [], changed: ['tools.find'] });
  });
});

describe('of the rest, it finds that', () => {
  const before = contracts({});
  const tool = before.tools['find'];
  const procedure = before.procedures['things.find'];
  if (!tool || !procedure) throw new Error('The sample has both.');
  test.each<[change: string, after: ContractSnapshot, line: string]>([
    ['a tool was removed', { ...before, tools: {}, procedures: {} }, 'tool find: was removed'],
    [
      'a procedure was removed',
      { ...before, procedures: {} },
      'procedure things.find: was removed',
    ],
    [
      'a scope changed',
      { ...before, tools: { find: { ...tool, scope: 'tasks:write' } } },
      'tool find: its scope was tasks:read and is tasks:write',
    ],
    [
      'an annotation changed',
      {
        ...before,
        tools: { find: { ...tool, annotations: { readOnly: false, destructive: false } } },
      },
      'tool find: its annotation readOnly was true and is false',
    ],
    [
      'a surface went',
      { ...before, tools: { find: { ...tool, surfaces: ['agent'] } } },
      'tool find: is no longer offered on mcp',
    ],
    [
      'a query became a mutation',
      { ...before, procedures: { 'things.find': { ...procedure, type: 'mutation' } } },
      'procedure things.find: was a query and is a mutation',
    ],
    [
      'an input became required',
      { ...before, procedures: { 'things.find': { ...procedure, inputRequired: true } } },
      'procedure things.find: now needs an input',
    ],
  ])('%s', (_change, after, line) => {
    expect(compareContracts(before, after).breaking).toContain(line);
  });
});

test('a shape that many share is reported once, by its name', async () => {
  const before = await readContractSnapshot();
  const after = structuredClone(before);
  delete after.shapes['Task']?.properties?.['notes'];
  expect(compareContracts(before, after)).toEqual({
    breaking: ['Task.notes: was removed'],
    changed: ['shapes.Task'],
  });
});

test('a run event that says less is found', async () => {
  const before = await readContractSnapshot();
  const after = structuredClone(before);
  const events = after.shapes['RunEvent']?.oneOf ?? [];
  for (const event of events) delete event.properties?.['delta'];
  expect(compareContracts(before, after).breaking).toEqual([
    'RunEvent(type=text).delta: was removed',
  ]);
});

test('a keyword that it does not compare is refused', () => {
  expect(() => JsonSchema.parse({ type: 'string', contentEncoding: 'base64' })).toThrow(
    'contentEncoding',
  );
});

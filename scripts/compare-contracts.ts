import { isDeepStrictEqual } from 'node:util';
import { compareSchemas, type Direction } from './compare-schemas.ts';
import type {
  ContractSnapshot,
  JsonSchema,
  ProcedurePicture,
  ToolPicture,
} from './contract-snapshot.ts';

export interface ContractChanges {
  /** What programs that rely on the old contracts will trip over, one line each. */
  breaking: string[];
  /** The parts that are not as they were, whether it breaks anything or not. */
  changed: string[];
}

/** What lies between two pictures of the contracts. Both are empty when nothing does. */
export function compareContracts(
  before: ContractSnapshot,
  after: ContractSnapshot,
): ContractChanges {
  const seen = new Set<string>();
  const schemas = (
    direction: Direction,
    name: string,
    was: JsonSchema | null | undefined,
    is: JsonSchema | null | undefined,
  ) =>
    was && is
      ? compareSchemas(
          direction,
          name,
          { schema: was, snapshot: before },
          { schema: is, snapshot: after },
          seen,
        )
      : [];
  const breaking = [
    ...Object.keys(before.shapes).flatMap((name) => {
      const shape = { $ref: `#/shapes/${name}` };
      return schemas('output', name, shape, after.shapes[name] && shape);
    }),
    ...Object.entries(before.tools).flatMap(([name, tool]) => {
      const next = after.tools[name];
      return [
        ...compareTools(`tool ${name}`, tool, next),
        ...schemas('input', `tool ${name} input`, tool.input, next?.input),
        ...schemas('output', `tool ${name} output`, tool.output, next?.output),
      ];
    }),
    ...Object.entries(before.procedures).flatMap(([path, procedure]) => {
      const next = after.procedures[path];
      return [
        ...compareProcedures(`procedure ${path}`, procedure, next),
        ...schemas('input', `procedure ${path} input`, procedure.input, next?.input),
        ...schemas('output', `procedure ${path} output`, procedure.output, next?.output),
      ];
    }),
  ];
  return { breaking: [...new Set(breaking)], changed: changedParts(before, after) };
}

function compareTools(name: string, before: ToolPicture, after: ToolPicture | undefined): string[] {
  if (!after) return [`${name}: was removed`];
  const breaking: string[] = [];
  if (before.scope !== after.scope) {
    breaking.push(`${name}: its scope was ${before.scope} and is ${after.scope}`);
  }
  for (const key of new Set(Object.keys({ ...before.annotations, ...after.annotations }))) {
    const [was, is] = [before.annotations[key], after.annotations[key]];
    if (was !== is) breaking.push(`${name}: its annotation ${key} was ${was} and is ${is}`);
  }
  for (const surface of before.surfaces) {
    if (!after.surfaces.includes(surface))
      breaking.push(`${name}: is no longer offered on ${surface}`);
  }
  return breaking;
}

function compareProcedures(
  name: string,
  before: ProcedurePicture,
  after: ProcedurePicture | undefined,
): string[] {
  if (!after) return [`${name}: was removed`];
  const breaking: string[] = [];
  if (before.type !== after.type) {
    breaking.push(`${name}: was a ${before.type} and is a ${after.type}`);
  }
  if (!before.inputRequired && after.inputRequired) breaking.push(`${name}: now needs an input`);
  return breaking;
}

function changedParts(before: ContractSnapshot, after: ContractSnapshot): string[] {
  return (['tools', 'procedures', 'shapes'] as const).flatMap((kind) =>
    [...new Set([...Object.keys(before[kind]), ...Object.keys(after[kind])])]
      .filter((name) => !isDeepStrictEqual(before[kind][name], after[kind][name]))
      .map((name) => `${kind}.${name}`),
  );
}

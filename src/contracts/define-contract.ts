import type { z } from 'zod';
import type { GrantedScope } from './scope.ts';

/** Where a tool is offered: to the agent's model, to external MCP clients, to the pages. */
export type Surface = 'agent' | 'mcp' | 'ui';

/**
 * One tool, described once. The MCP tool, its handler, the tRPC procedure, the agent's tool
 * definition and the React hook and card all take their types from it. Schemas are JSON-native and
 * hold no transforms: parsing twice equals parsing once. No schema names a user (THREATS T1).
 */
export interface ToolContract<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
  ReadOnly extends boolean = boolean,
> {
  readonly name: Name;
  readonly title: string;
  /** Written for a model to choose well: what it does, when to use it. */
  readonly description: string;
  readonly scope: GrantedScope;
  readonly annotations: {
    readonly readOnly: ReadOnly;
    readonly destructive: boolean;
    readonly idempotent: boolean;
  };
  readonly surfaces: readonly Surface[];
  readonly input: Input;
  readonly output: Output;
}

export function defineContract<
  const Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
  const ReadOnly extends boolean,
>(
  contract: ToolContract<Name, Input, Output, ReadOnly>,
): ToolContract<Name, Input, Output, ReadOnly> {
  return contract;
}

export type ReadOnlyContract<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> = ToolContract<Name, Input, Output, true>;

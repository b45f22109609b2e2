import { z } from 'zod';
import type { ToolContract } from './define-contract.ts';
import type { ToolName } from './tool-registry.ts';
import { toolRegistry } from './tool-registry.ts';

/** What one tool answered, told apart by the tool's name. */
function resultOf<Name extends string, Output extends z.ZodObject>(
  contract: ToolContract<Name, z.ZodObject, Output>,
) {
  return z.strictObject({ tool: z.literal(contract.name), output: contract.output });
}

export const ToolResult = z.discriminatedUnion('tool', [
  resultOf(toolRegistry.add_task),
  resultOf(toolRegistry.complete_task),
  resultOf(toolRegistry.delete_task),
  resultOf(toolRegistry.get_task),
  resultOf(toolRegistry.list_activity),
  resultOf(toolRegistry.list_tasks),
  resultOf(toolRegistry.reopen_task),
  resultOf(toolRegistry.report_daily_activity),
  resultOf(toolRegistry.undo_change),
  resultOf(toolRegistry.undo_run),
  resultOf(toolRegistry.update_task),
]);
export type ToolResult = z.infer<typeof ToolResult>;

/** Fails to compile when a tool of the registry is missing from the union above. */
type Missing = Exclude<ToolName, ToolResult['tool']>;
export type EveryToolHasAResult = [Missing] extends [never] ? true : never;
const everyToolHasAResult: EveryToolHasAResult = true;
void everyToolHasAResult;

import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { addTask } from '#src/contracts/tools/add-task.ts';
import { getTask } from '#src/contracts/tools/get-task.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import type { ToolName, ToolOutput, ToolRegistry } from '#src/contracts/tool-registry.ts';
import type { BoundTools } from '#src/agent/mcp-client.ts';
import { callTool } from '#src/agent/mcp-client.ts';
import { defineTool, type Tool } from '#mcp-server/define-tool.ts';
import { toolHandlers } from '#mcp-server/tool-handlers.ts';
import { defineRenderer } from '#src/features/chat/tool-results/define-renderer.ts';
import { toolRenderers } from '#src/features/chat/tool-results/tool-renderers.tsx';
import type { AppRouter } from './app-router.ts';
import { taskProcedures } from './routers/tasks.ts';
import { toolMutation, type ToolProcedures, toolQuery } from './tool-procedure.ts';

/**
 * What must not compile: `tsc` fails when one of the lines marked below is no error. Nothing here
 * runs.
 */
type Outputs = inferRouterOutputs<AppRouter>;
type Inputs = inferRouterInputs<AppRouter>;
type Handlers = { [Name in ToolName]: Tool<ToolRegistry[Name]> };

export function everyToolNeedsItsPlaces() {
  const { list: _procedure, ...missingLine } = taskProcedures;
  // @ts-expect-error a tool without a procedure line
  missingLine satisfies ToolProcedures<'task'>;

  const { list_tasks: _handler, ...missingHandler } = toolHandlers;
  // @ts-expect-error a tool without a handler
  missingHandler satisfies Handlers;

  const { list_tasks: _renderer, ...missingRenderer } = toolRenderers;
  // @ts-expect-error a tool without a renderer
  missingRenderer satisfies typeof toolRenderers;

  // @ts-expect-error a line that calls another tool
  ({ ...taskProcedures, list: toolQuery(getTask) }) satisfies ToolProcedures<'task'>;
}

export function outputFieldsAreTheContracts() {
  const page = { items: [], nextCursor: null, today: '2026-01-01' };
  const words = { running: () => '', failed: () => '' };
  defineTool(listTasks, () => Promise.resolve({ ...page, total: 0 }));
  // @ts-expect-error a handler that answers with a field of another name
  defineTool(listTasks, () => Promise.resolve({ ...page, count: 0 }));
  defineRenderer(listTasks, { ...words, result: ({ total }) => total });
  // @ts-expect-error a card that reads a field of another name
  defineRenderer(listTasks, { ...words, result: ({ count }) => count });
}

export function onlyReadingIsAQuery() {
  // @ts-expect-error a tool that writes, as a query
  toolQuery(addTask);
  toolMutation(addTask);
}

export async function typesReachTheCaller(
  tools: BoundTools,
  page: Outputs['tasks']['list'],
  input: Inputs['tasks']['add'],
) {
  const output: ToolOutput<'list_tasks'> = page;
  const title: string = output.items[0]?.title ?? '';
  // @ts-expect-error an output field of another name
  void page.items[0]?.heading;
  // @ts-expect-error an output field of another type
  const total: string = page.total;
  // @ts-expect-error an input without its required field
  const empty: Inputs['tasks']['add'] = {};
  // @ts-expect-error an input field of another type
  const wrong: Inputs['tasks']['add'] = { title: 7 };
  // @ts-expect-error identity is no input
  const foreign: Inputs['tasks']['add'] = { title, userId: 'someone' };
  // @ts-expect-error a tool called with another one's input
  await callTool(tools, addTask, { status: 'open' });
  // @ts-expect-error a tool's output taken for another one's
  const task: ToolOutput<'get_task'> = await callTool(tools, listTasks, {});
  return { input, total, empty, wrong, foreign, task };
}

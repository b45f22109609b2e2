import type { ChatCompletionFunctionTool } from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';

const contracts: ToolContract[] = Object.values(toolRegistry);

/** The tools that a model may call, by the name it knows them by. */
export const agentTools: ReadonlyMap<string, ToolContract> = new Map(
  contracts
    .filter(({ surfaces }) => surfaces.includes('agent'))
    .map((contract) => [contract.name, contract]),
);

/** The same as a model is told of them: JSON Schema from the contract. */
export const toolDefinitions: ChatCompletionFunctionTool[] = [...agentTools.values()].map(
  ({ name, description, input }) => {
    const { $schema: _, ...parameters } = z.toJSONSchema(input, { io: 'input' });
    return { type: 'function', function: { name, description, parameters } };
  },
);

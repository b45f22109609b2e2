import { z } from 'zod';
import { AppError } from '#src/contracts/app-error.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { toolDefinition } from '#src/contracts/tool-definition.ts';
import { canonicalHash } from '#src/platform/canonical-hash.ts';
import { type BoundTools, listTools, type ToolServer } from './mcp-client.ts';

/** A list is believed for so long; one that differs from the contracts is looked at again sooner. */
const freshMs = 60_000;
const recheckMs = 5_000;

interface Manifest {
  pins: Promise<ReadonlyMap<string, string>>;
  readAt: number;
}

/** The same for everyone, so one person's list serves all. */
const manifests = new WeakMap<ToolServer, Manifest>();

/**
 * Refuses a tool that its server no longer lists as its contract has it: a changed description or
 * schema may stand for another tool behind the old name (THREATS T22).
 * @throws AppError FORBIDDEN; or as listing the tools failed
 */
export async function requirePinned(tools: BoundTools, contract: ToolContract): Promise<void> {
  const pin = pinOfContract(contract);
  const listed = await pins(tools, contract, freshMs);
  if (listed.get(contract.name) === pin) return;
  const again = await pins(tools, contract, recheckMs);
  if (again.get(contract.name) === pin) return;
  throw new AppError(
    'FORBIDDEN',
    `The tool ${contract.name} was not called: it is no longer the one that the agent was made for.`,
  );
}

/** Made once for each contract: its schemas do not change while the process runs. */
function pinOfContract(contract: ToolContract): string {
  const pin = contractPins.get(contract) ?? pinOf(toolDefinition(contract));
  contractPins.set(contract, pin);
  return pin;
}

const contractPins = new WeakMap<ToolContract, string>();

function pins(
  tools: BoundTools,
  { scope }: ToolContract,
  maxAgeMs: number,
): Promise<ReadonlyMap<string, string>> {
  const known = manifests.get(tools.server);
  if (known && performance.now() - known.readAt < maxAgeMs) return known.pins;
  const manifest = {
    readAt: performance.now(),
    pins: listTools(tools, scope).then(
      (listed) => new Map(listed.map((tool) => [tool.name, pinOf(tool)])),
    ),
  };
  manifests.set(tools.server, manifest);
  manifest.pins.catch(() => {
    if (manifests.get(tools.server) === manifest) manifests.delete(tools.server);
  });
  return manifest.pins;
}

/** What a tool says of itself, without what is nothing to a model. */
const Described = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.json(),
  outputSchema: z.json().optional(),
  annotations: z.json().optional(),
});

/** Of the description and the schemas. */
function pinOf(tool: unknown): string {
  return canonicalHash(Described.parse(tool));
}

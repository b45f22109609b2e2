import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { z } from 'zod';
import { AppErrorShape } from '#src/contracts/app-error.ts';
import type { Task } from '#src/contracts/task.ts';
import { rpc, type ToolServer } from '#test/tool-server.ts';
import { Reference } from './arbitrary-input.ts';

/** What one person must see: their own tasks, each as it was last answered to them. */
export interface ModelPerson {
  readonly userId: string;
  /** In every text that this person writes. */
  readonly secret: string;
  readonly token: string;
  readonly tasks: Map<string, Task>;
  /** The entries of their activity that they were shown, each with the task that it is about. */
  readonly entries: Map<string, string | undefined>;
}

export function newPeople(server: ToolServer, count: number): ModelPerson[] {
  return Array.from({ length: count }, () => {
    const userId = randomUUID();
    const secret = `canary${randomUUID().replaceAll('-', '')}`;
    return {
      userId,
      secret,
      token: server.token({ sub: userId }),
      tasks: new Map(),
      entries: new Map(),
    };
  });
}

/** The input with each reference looked up; who writes, writes their own words. */
export function resolve(
  input: unknown,
  { people, caller, writes }: { people: ModelPerson[]; caller: ModelPerson; writes: boolean },
): unknown {
  const referred = Reference.safeParse(input);
  if (referred.success) {
    const { whose, kind, nth } = referred.data;
    const others = people.filter((person) => person !== caller);
    const person = whose === 'own' ? caller : others[nth % others.length];
    if (kind === 'word') return writes ? caller.secret : (person?.secret ?? 'nobody');
    const ids =
      whose === 'nobody' ? [] : person ? [...person.tasks.keys(), ...person.entries.keys()] : [];
    return ids[nth % ids.length] ?? randomUUID();
  }
  if (Array.isArray(input)) {
    return [...new Set(input.map((item) => resolve(item, { people, caller, writes })))];
  }
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, resolve(value, { people, caller, writes })]),
  );
}

const Answer = z.object({
  result: z.object({
    isError: z.boolean().optional(),
    structuredContent: z.unknown().optional(),
    _meta: z.object({ 'throughline/error': AppErrorShape }).optional(),
  }),
});

export interface ToolAnswer {
  /** As it came, but for trace ids. */
  text: string;
  output: unknown;
  error: AppErrorShape | undefined;
}

export async function callTool(
  server: ToolServer,
  { token }: ModelPerson,
  name: string,
  input: unknown,
): Promise<ToolAnswer> {
  const response = await server.post({
    token,
    body: rpc('tools/call', { name, arguments: input }),
  });
  const text = (await response.text()).replaceAll(/\b[0-9a-f]{32}\b/g, '');
  expect(response.status, text).toBe(200);
  const { result } = Answer.parse(JSON.parse(text.slice(text.indexOf('{'))));
  return { text, output: result.structuredContent, error: result._meta?.['throughline/error'] };
}

/** @throws when the answer holds anything of anybody but the caller that the input did not hold */
export function expectNoLeak(
  people: ModelPerson[],
  caller: ModelPerson,
  input: unknown,
  text: string,
): void {
  const asked = JSON.stringify(input);
  for (const other of people) {
    if (other === caller) continue;
    for (const canary of [
      other.secret,
      other.userId,
      ...other.tasks.keys(),
      ...other.entries.keys(),
    ]) {
      if (text.includes(canary) && !asked.includes(canary)) {
        throw new Error(`${canary} is another person's: ${text}`);
      }
    }
  }
}

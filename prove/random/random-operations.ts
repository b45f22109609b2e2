import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type pg from 'pg';
import { expect, type TestContext } from 'vitest';
import { z } from 'zod';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { Task } from '#src/contracts/task.ts';
import { toolRegistry } from '#src/contracts/tool-registry.ts';
import { listActivity } from '#src/contracts/tools/list-activity.ts';
import { listTasks } from '#src/contracts/tools/list-tasks.ts';
import { undoChange } from '#src/contracts/tools/undo-change.ts';
import { createClient } from '#test/database.ts';
import { startToolServer, type ToolServer } from '#test/tool-server.ts';
import { tally } from '../tally.ts';
import { arbitraryInput } from './arbitrary-input.ts';
import { callTool, expectNoLeak, type ModelPerson, newPeople, resolve } from './people.ts';

interface Real {
  server: ToolServer;
  counter: { done: number };
}

interface Call {
  contract: ToolContract;
  /** Which of the people makes it. */
  by: number;
  /** With references in the place of ids and words. */
  input: unknown;
}

/** Makes the call and holds its answer against what each of the people must see. */
async function makeCall(
  { contract, by, input: described }: Call,
  people: ModelPerson[],
  { server, counter }: Real,
): Promise<void> {
  counter.done += 1;
  const { name, annotations } = contract;
  const caller = people[by % people.length];
  if (!caller) throw new Error('There is nobody.');
  const input = resolve(described, { people, caller, writes: !annotations.readOnly });
  const answer = await callTool(server, caller, name, input);
  expectNoLeak(people, caller, input, answer.text);

  const foreign = idsIn(input).filter((id) => !caller.tasks.has(id) && !caller.entries.has(id));
  if (foreign.length > 0) {
    expect(['NOT_FOUND', 'BAD_REQUEST']).toContain(answer.error?.code);
    const missing: unknown = JSON.parse(
      foreign.reduce((text, id) => text.replaceAll(id, randomUUID()), JSON.stringify(input)),
    );
    expect((await callTool(server, caller, name, missing)).text).toBe(answer.text);
  }
  if (!answer.error) follow(contract, caller, input, answer.output);
}

/** What a call that succeeded means for what its caller must see. */
function follow(
  { name, annotations }: ToolContract,
  caller: ModelPerson,
  input: unknown,
  output: unknown,
): void {
  const task = Task.safeParse(output);
  if (task.success && annotations.destructive) caller.tasks.delete(task.data.id);
  else if (task.success && !annotations.readOnly) caller.tasks.set(task.data.id, task.data);
  else if (task.success) expect(task.data).toEqual(caller.tasks.get(task.data.id));
  if (name === listActivity.name) {
    for (const { id, before, after } of listActivity.output.parse(output).items) {
      caller.entries.set(id, (after ?? before)?.id);
    }
  }
  if (name === undoChange.name) {
    const { task: now } = undoChange.output.parse(output);
    const about = caller.entries.get(undoChange.input.parse(input).id);
    if (now) caller.tasks.set(now.id, now);
    else if (about !== undefined) caller.tasks.delete(about);
  }
  if (name !== listTasks.name) return;
  const page = listTasks.output.parse(output);
  for (const item of page.items) expect(item).toEqual(caller.tasks.get(item.id));
  const { limit: _limit, sort: _sort, ...filter } = listTasks.input.parse(input);
  if (Object.keys(filter).length === 0) expect(page.total).toBe(caller.tasks.size);
}

const Ids = z.looseObject({ id: z.string().optional() });

function idsIn(input: unknown): string[] {
  const { id } = Ids.parse(input);
  return id === undefined ? [] : [id];
}

const contracts: ToolContract[] = Object.values(toolRegistry);
const commands = contracts.map((contract) =>
  fc
    .tuple(fc.nat(3), arbitraryInput(z.toJSONSchema(contract.input)))
    .map(([by, input]): fc.AsyncCommand<ModelPerson[], Real> => ({
      check: () => true,
      run: (people, real) => makeCall({ contract, by, input }, people, real),
      toString: () => `person ${by}: ${contract.name}(${JSON.stringify(input)})`,
    })),
);

/**
 * At least so many random calls of every tool by four people who know each other's ids and words,
 * then a look at the tables. On a failure fast-check tells the shortest way to it.
 */
export async function runRandomOperations(
  context: TestContext,
  { operations, seed }: { operations: number; seed: number },
): Promise<number> {
  const server = await startToolServer();
  try {
    await using owner = await createClient(server.database.owner);
    const counter = { done: 0 };
    for (let round = 0; counter.done < operations; round += 1) {
      const before = counter.done;
      await fc.assert(
        fc.asyncProperty(
          fc.commands(commands, { maxCommands: 150, size: 'max' }),
          async (calls) => {
            const people = newPeople(server, 4);
            await fc.asyncModelRun(() => ({ model: people, real: { server, counter } }), calls);
            for (const person of people) {
              expect(await storedTasks(owner, person)).toEqual(
                [...person.tasks.values()].map(stored).toSorted(byId),
              );
            }
          },
        ),
        { seed: seed + round, numRuns: 5 },
      );
      tally(context, 'random operations of several people', counter.done - before);
    }
    return counter.done;
  } finally {
    await server.stop();
  }
}

type StoredTask = Pick<Task, 'id' | 'version' | 'title'>;
const stored = ({ id, version, title }: Task): StoredTask => ({ id, version, title });
const byId = (a: StoredTask, b: StoredTask) => (a.id < b.id ? -1 : 1);

async function storedTasks(owner: pg.Client, { userId }: ModelPerson): Promise<StoredTask[]> {
  const sql = 'SELECT id, version, title FROM app.tasks WHERE user_id = $1';
  return (await owner.query<StoredTask>(sql, [userId])).rows.toSorted(byId);
}

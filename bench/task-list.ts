import type { ToolInput } from '#src/contracts/tool-registry.ts';
import { startCopy } from '#scripts/start-copy.ts';
import { createClient } from '#test/database.ts';
import { gatewayClient } from '#test/gateway-client.ts';
import { signUp } from '#test/person.ts';
import { seedManyTasks } from '#test/seed-many-tasks.ts';
import { measure } from './measure.ts';

// `tasks.list` with every filter, and the first page of Tasks, for a person with 20 tasks and for
// one with 100,000 among 1,000 others, in turn. Over HTTP, through every tier of a production build.

const times = 60;

const lists: Record<string, ToolInput<'list_tasks'>> = {
  'no filter': {},
  'by due date': { sort: 'dueOn' },
  'by priority': { sort: 'priority' },
  'by title': { sort: 'title' },
  'newest first': { sort: 'createdAt' },
  'changed last': { sort: 'updatedAt' },
  open: { status: 'open' },
  'open, by due date': { status: 'open', sort: 'dueOn' },
  done: { status: 'done' },
  'high priority': { priority: 'high' },
  'tag of a tenth': { tag: 'home' },
  'tag of five': { tag: 'attic' },
  'tag of none': { tag: 'nowhere' },
  'due in a week': { dueAfter: '2026-01-01', dueBefore: '2026-01-07' },
  'due by a day': { dueBefore: '2024-02-01' },
  'word of all': { query: 'common' },
  'word of a third': { query: 'milk' },
  'word of five': { query: 'unicorn' },
  'word of none': { query: 'zebra' },
};

const copy = await startCopy();
try {
  const [few, many] = [await signUp(copy.webUrl), await signUp(copy.webUrl)];
  {
    await using owner = await createClient(copy.ownerUrl);
    await seedManyTasks(owner, { userId: few.userId, tasks: 20, others: 0 });
    await seedManyTasks(owner, { userId: many.userId, tasks: 100_000, others: 1_000 });
  }
  const people = await Promise.all(
    [few, many].map(async (person) => ({
      list: gatewayClient(copy.gatewayUrl, await person.token()).tasks.list.query,
      page: async () => {
        const response = await fetch(`${copy.webUrl}/tasks`, {
          headers: { cookie: person.cookie },
        });
        if (!response.ok) throw new Error(`Tasks: ${response.status}`);
        await response.text();
      },
    })),
  );
  console.log(`  p50 of ${times}, ms       20 tasks   100,000`);
  await compare(
    'the page of Tasks',
    people.map(({ page }) => page),
  );
  for (const [name, input] of Object.entries(lists)) {
    await compare(
      name,
      people.map(
        ({ list }) =>
          () =>
            list(input),
      ),
    );
  }
} finally {
  await copy.stop();
}

async function compare(name: string, works: (() => Promise<unknown>)[]): Promise<void> {
  const cells: string[] = [];
  for (const work of works) cells.push((await measure(times, work)).p50.toFixed(1).padStart(11));
  console.log(`  ${name.padEnd(20)}${cells.join('')}`);
}

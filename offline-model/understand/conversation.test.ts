import { describe, expect, test } from 'vitest';
import { aTask, conversation } from './task-list-fixture.ts';

const milk = aTask({ title: 'Buy milk', version: 3 });
const bank = aTask({ title: 'Call the bank', dueOn: '2026-11-27', priority: 'high' });
const rent = aTask({ title: 'Pay rent', dueOn: '2026-11-18', tags: ['home'] });
const ada = aTask({ title: 'Call Ada', dueOn: '2026-11-20' });
const done = aTask({ title: 'Wash the car', status: 'done' });
const ALL = [milk, bank, rent, ada, done];

const statusOf = (tasks: typeof ALL, title: string) =>
  tasks.find((each) => each.title === title)?.status;

describe('several things in one message', () => {
  test('adds two and completes one in one turn: adds and search together, then the completion', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    const { rounds, reply } = say(
      'Add "Buy bread" tomorrow and "Book a hotel" and complete "Buy milk"',
    );
    expect(rounds).toEqual([
      [
        { name: 'add_task', arguments: { title: 'Buy bread', dueOn: '2026-11-21' } },
        { name: 'add_task', arguments: { title: 'Book a hotel' } },
        { name: 'list_tasks', arguments: { query: 'Buy milk', limit: 20 } },
      ],
      [{ name: 'complete_task', arguments: { id: milk.id, version: 3 } }],
    ]);
    expect(statusOf(tasks, 'Buy milk')).toBe('done');
    expect(reply).toBe(
      'Added 2 tasks:\n\n1. **Buy bread** · due tomorrow\n2. **Book a hotel**\n\nMarked **Buy milk** as done.',
    );
  });

  test('a list asked for after a change shows the state after it', () => {
    const { say } = conversation({ tasks: [milk, ada] });
    const { rounds, reply } = say('complete buy milk and show me what is left');
    expect(rounds.map((round) => round.map((call) => call.name))).toEqual([
      ['list_tasks'],
      ['complete_task'],
      ['list_tasks'],
    ]);
    expect(reply).toContain('You have 1 open task:\n\n1. **Call Ada** · due today');
  });

  test('two changes of one task become one update', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    const { rounds, reply } = say('rename buy milk to buy oat milk and make it high priority');
    expect(rounds[1]).toEqual([
      {
        name: 'update_task',
        arguments: { id: milk.id, version: 3, title: 'Buy oat milk', priority: 'high' },
      },
    ]);
    expect(tasks[0]).toMatchObject({ title: 'Buy oat milk', priority: 'high' });
    expect(reply).toBe('Renamed **Buy milk** to **Buy oat milk**, now high priority.');
  });

  test('"it" is the task that the same message named before', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    const { reply } = say('reopen wash the car and move it to friday');
    expect(tasks[4]).toMatchObject({ status: 'open', dueOn: '2026-11-27' });
    expect(reply).toBe(
      'Reopened **Wash the car**.\n\nUpdated **Wash the car**: now due Friday 27 November.',
    );
  });

  test('"A and B" completes both, unless one task is called just that', () => {
    const both = conversation({ tasks: ALL });
    expect(both.say('complete buy milk and call Ada').reply).toBe(
      'Marked 2 tasks as done:\n\n1. **Buy milk**\n2. **Call Ada**',
    );
    const one = conversation({ tasks: [...ALL, aTask({ title: 'Buy milk and call Ada' })] });
    expect(one.say('complete buy milk and call Ada').reply).toBe(
      'Marked **Buy milk and call Ada** as done.',
    );
  });

  test('a provider that takes one call at a time gets the same done', () => {
    const { say, tasks } = conversation({ tasks: ALL, atMost: 1 });
    const { reply } = say('add buy bread and book a hotel and complete buy milk');
    expect(tasks.map((task) => task.title)).toEqual([
      ...ALL.map((task) => task.title),
      'Buy bread',
      'Book a hotel',
    ]);
    expect(reply).toContain('Added 2 tasks');
    expect(reply).toContain('Marked **Buy milk** as done.');
  });
});

describe('follow-ups', () => {
  test('"the second one" is the second of the list shown last, and is read again first', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    expect(say('show my tasks').reply).toContain(
      '2. **Call the bank** · due Friday 27 November · high priority',
    );
    const { rounds, reply } = say('complete the second one');
    expect(rounds).toEqual([
      [{ name: 'get_task', arguments: { id: bank.id } }],
      [{ name: 'complete_task', arguments: { id: bank.id, version: 1 } }],
    ]);
    expect(statusOf(tasks, 'Call the bank')).toBe('done');
    expect(reply).toBe('Marked **Call the bank** as done.');
  });

  test('the order of the list holds even when the history kept only texts', () => {
    const { say, messages, tasks } = conversation({ tasks: ALL });
    say('show my tasks');
    messages.splice(2, 2);
    expect(messages.map((message) => message.role)).toEqual(['system', 'user', 'assistant']);
    say('delete the first and the last one');
    expect(tasks.map((task) => task.title)).toEqual(['Call the bank', 'Pay rent', 'Wash the car']);
  });

  test('"it" is the task of the last reply', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    say('add book a hotel');
    expect(say('make it high priority').reply).toBe('Updated **Book a hotel**: now high priority.');
    expect(say('move it to next monday').reply).toBe(
      'Updated **Book a hotel**: now due Monday 23 November.',
    );
    say('complete it');
    expect(tasks.at(-1)).toMatchObject({ status: 'done', priority: 'high', dueOn: '2026-11-23' });
  });

  test('an ambiguous title is asked about, and the answer carries the request out', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    const { reply, rounds } = say('complete call');
    expect(rounds).toHaveLength(1);
    expect(reply).toMatch(
      /More than one task could be “call”:.*1\. \*\*Call the bank\*\*.*2\. \*\*Call Ada\*\*.*Which one should I mark as done\?/s,
    );
    expect(say('the second').reply).toBe('Marked **Call Ada** as done.');
    expect(statusOf(tasks, 'Call the bank')).toBe('open');
  });

  test('an answer by name, "both" and "never mind" are understood too', () => {
    const byName = conversation({ tasks: ALL });
    byName.say('move call to tomorrow');
    expect(byName.say('call Ada').reply).toBe('Updated **Call Ada**: now due tomorrow.');
    const both = conversation({ tasks: ALL });
    both.say('complete call');
    expect(both.say('both').reply).toContain('Marked 2 tasks as done');
    const none = conversation({ tasks: ALL });
    none.say('delete call');
    expect(none.say('never mind').rounds).toEqual([]);
    expect(none.tasks).toHaveLength(ALL.length);
  });

  test('a place in a list that was never shown is not guessed', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    expect(say('delete the first one').reply).toContain('Which one should I delete?');
    expect(tasks).toHaveLength(ALL.length);
  });

  test('deleting many waits for a yes', () => {
    const { say, tasks } = conversation({
      tasks: [...ALL, aTask({ title: 'Old', status: 'done' })],
    });
    const { reply } = say('delete all done tasks');
    expect(reply).toMatch(
      /delete 2 tasks for good:.*Wash the car.*Old.*Shall I delete them all\?/s,
    );
    expect(tasks).toHaveLength(6);
    expect(say('yes').reply).toContain('Deleted 2 tasks');
    expect(tasks.map((task) => task.status)).toEqual(['open', 'open', 'open', 'open']);
  });

  test('a task without a title is asked for its title', () => {
    const { say, tasks } = conversation({ tasks: [] });
    expect(say('add a task').reply).toBe('What should the task be called?');
    say('call Ada tomorrow');
    expect(tasks[0]).toMatchObject({ title: 'Call Ada', dueOn: '2026-11-21' });
  });

  test('"show more" asks for the next page', () => {
    const tasks = Array.from({ length: 23 }, (_, index) => aTask({ title: `Task ${index + 1}` }));
    const { say } = conversation({ tasks });
    expect(say('show my tasks').reply).toContain('You have 23 open tasks:');
    const { rounds, reply } = say('show more');
    expect(rounds).toEqual([
      [
        {
          name: 'list_tasks',
          arguments: { status: 'open', limit: 20, timeZone: 'Europe/Berlin', cursor: '20' },
        },
      ],
    ]);
    expect(reply).toMatch(/next 3 tasks:\n\n1\. \*\*Task 21\*\*/);
    expect(say('show more').reply).toBe('There is nothing more to show.');
  });
});

describe('changes', () => {
  test.each([
    ['move call the bank to next monday', bank, { dueOn: '2026-11-23' }],
    ['postpone call the bank by 2 days', bank, { dueOn: '2026-11-29' }],
    ['push call the bank back a week', bank, { dueOn: '2026-12-04' }],
    ['remove the due date from call the bank', bank, { dueOn: null }],
    ['change the priority of call the bank to low', bank, { priority: 'low' }],
    ['buy milk is urgent', milk, { priority: 'high' }],
    ['add #shop to buy milk', milk, { tags: ['shop'] }],
    ['tag pay rent with money', rent, { tags: ['home', 'money'] }],
    ['remove tag home from pay rent', rent, { tags: [] }],
    ['add a note to buy milk: the organic one', milk, { notes: 'the organic one' }],
    ['change buy milk to buy oat milk', milk, { title: 'Buy oat milk' }],
    ['move buy milk to tomorrow with low priority', milk, { dueOn: '2026-11-21', priority: 'low' }],
  ])('%s', (message, task, fields) => {
    const { rounds } = conversation({ tasks: ALL }).say(message);
    expect(rounds[1]).toEqual([
      { name: 'update_task', arguments: { id: task.id, version: task.version, ...fields } },
    ]);
  });

  test('all that match are changed, each with its own version', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    say('move everything overdue to tomorrow');
    expect(tasks.map((task) => task.dueOn)).toEqual([
      null,
      '2026-11-27',
      '2026-11-21',
      '2026-11-20',
      null,
    ]);
  });

  test('a typo and another ending still find the task', () => {
    expect(conversation({ tasks: ALL }).say('complete calling the bnak').reply).toBe(
      'Marked **Call the bank** as done.',
    );
  });

  test('a near miss is never deleted without asking', () => {
    const { say, tasks } = conversation({ tasks: ALL });
    expect(say('delete pay rnet').reply).toContain('Which one should I delete?');
    expect(tasks).toHaveLength(ALL.length);
  });

  test('what is done already is said to be so, and nothing is called', () => {
    const { rounds, reply } = conversation({ tasks: ALL }).say('complete wash the car');
    expect(rounds).toHaveLength(1);
    expect(reply).toBe('**Wash the car** is already done.');
  });
});

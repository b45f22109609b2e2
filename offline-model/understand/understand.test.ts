import { describe, expect, test } from 'vitest';
import { firstStep } from './task-list-fixture.ts';
import { understand } from './understand.ts';

const add = (title: string, fields: object = {}) => ({
  name: 'add_task',
  arguments: { title, ...fields },
});
const find = (query: string) => ({ name: 'list_tasks', arguments: { query, limit: 20 } });
const list = (filter: object) => ({
  name: 'list_tasks',
  arguments: { ...filter, limit: 20, timeZone: 'Europe/Berlin' },
});
const open = (filter: object = {}) => list({ status: 'open', ...filter });
const due = (from: string, to = from) => open({ dueAfter: from, dueBefore: to, sort: 'dueOn' });

/** Today is Friday 20 November 2026 in Berlin. What each message makes the model call first. */
const EXAMPLES: [string, object[]][] = [
  // Adding one task.
  ['add buy milk', [add('Buy milk')]],
  ['Could you please add buy milk? Thanks!', [add('Buy milk')]],
  ['add a task to buy milk', [add('Buy milk')]],
  ['remind me to call mum tomorrow', [add('Call mum', { dueOn: '2026-11-21' })]],
  ['remind me tomorrow to call mum', [add('Call mum', { dueOn: '2026-11-21' })]],
  ["don't forget to water the plants", [add('Water the plants')]],
  [
    'I need to renew my passport by next month',
    [add('Renew my passport', { dueOn: '2026-12-01' })],
  ],
  ['todo: fix the sink', [add('Fix the sink')]],
  ['put buy milk on my list', [add('Buy milk')]],
  ['buy milk tomorrow', [add('Buy milk', { dueOn: '2026-11-21' })]],
  ['make dinner tomorrow', [add('Make dinner', { dueOn: '2026-11-21' })]],
  [
    'schedule dentist appointment for next tuesday',
    [add('Dentist appointment', { dueOn: '2026-11-24' })],
  ],
  // Dates.
  ['add call Ada on friday', [add('Call Ada', { dueOn: '2026-11-27' })]],
  ['add call Ada this friday', [add('Call Ada', { dueOn: '2026-11-20' })]],
  ['add call Ada next monday', [add('Call Ada', { dueOn: '2026-11-23' })]],
  ['add call Ada the day after tomorrow', [add('Call Ada', { dueOn: '2026-11-22' })]],
  ['add call Ada in 3 days', [add('Call Ada', { dueOn: '2026-11-23' })]],
  ['add call Ada in two weeks', [add('Call Ada', { dueOn: '2026-12-04' })]],
  ['add call Ada tonight', [add('Call Ada', { dueOn: '2026-11-20' })]],
  ['add file taxes by 31 december', [add('File taxes', { dueOn: '2026-12-31' })]],
  ['add file taxes due January 5th', [add('File taxes', { dueOn: '2027-01-05' })]],
  ['add send invoice end of month', [add('Send invoice', { dueOn: '2026-11-30' })]],
  ['add pay rent on the 1st', [add('Pay rent', { dueOn: '2026-12-01' })]],
  ['add pay invoice on 5/12', [add('Pay invoice', { dueOn: '2026-12-05' })]],
  ['add water plants this weekend', [add('Water plants', { dueOn: '2026-11-21' })]],
  ['add call mum tomorrow at 5pm', [add('Call mum at 5pm', { dueOn: '2026-11-21' })]],
  // Words that look like dates and are none.
  ['add read the Sunday paper', [add('Read the Sunday paper')]],
  [
    "add prepare friday's report by thursday",
    [add("Prepare friday's report", { dueOn: '2026-11-26' })],
  ],
  ['add plan meals for next week', [add('Plan meals for next week')]],
  ['add write a second chapter', [add('Write a second chapter')]],
  [
    'add "Call tomorrow people" with high priority',
    [add('Call tomorrow people', { priority: 'high' })],
  ],
  // Priorities, tags and notes.
  ['add pay rent with high priority', [add('Pay rent', { priority: 'high' })]],
  ['add a low priority task to sort photos', [add('Sort photos', { priority: 'low' })]],
  ['add pay rent, urgent', [add('Pay rent', { priority: 'high' })]],
  ['add milk #home #errand', [add('Milk', { tags: ['home', 'errand'] })]],
  ['add buy gift with note: something blue', [add('Buy gift', { notes: 'something blue' })]],
  [
    'create task "Prepare slides" due 2026-12-01 with medium priority and tags work, slides',
    [add('Prepare slides', { priority: 'medium', dueOn: '2026-12-01', tags: ['work', 'slides'] })],
  ],
  // Adding several.
  [
    'add buy milk tomorrow and call the bank on friday with high priority',
    [
      add('Buy milk', { dueOn: '2026-11-21' }),
      add('Call the bank', { priority: 'high', dueOn: '2026-11-27' }),
    ],
  ],
  [
    'add buy milk and call Ada, both high priority',
    [add('Buy milk', { priority: 'high' }), add('Call Ada', { priority: 'high' })],
  ],
  ['add milk, eggs and bread to my list please', [add('Milk'), add('Eggs'), add('Bread')]],
  ['add buy milk, eggs and bread', [add('Buy milk, eggs and bread')]],
  ['add fish and chips', [add('Fish and chips')]],
  ['add "Buy milk and eggs" and "Call Bob"', [add('Buy milk and eggs'), add('Call Bob')]],
  [
    'add three tasks: wash the car, clean the kitchen and read Dune',
    [add('Wash the car'), add('Clean the kitchen'), add('Read Dune')],
  ],
  ['add clean the house and finish the report', [add('Clean the house'), add('Finish the report')]],
  [
    'Add these:\n- buy milk tomorrow\n- call Bob (high priority)\n- pay rent by the 27th #home',
    [
      add('Buy milk', { dueOn: '2026-11-21' }),
      add('Call Bob', { priority: 'high' }),
      add('Pay rent', { dueOn: '2026-11-27', tags: ['home'] }),
    ],
  ],
  ['1. buy milk\n2. call Bob', [add('Buy milk'), add('Call Bob')]],
  ['add buy milk. Make it high priority.', [add('Buy milk', { priority: 'high' })]],
  // Listing.
  ['show my tasks', [open()]],
  ['list everything', [list({})]],
  ["what's due today?", [due('2026-11-20')]],
  ['what do I have to do tomorrow?', [due('2026-11-21')]],
  ["what's on friday?", [due('2026-11-27')]],
  ['what is due this week?', [due('2026-11-16', '2026-11-22')]],
  ['show the tasks for next week', [due('2026-11-23', '2026-11-29')]],
  ['what is due between monday and wednesday?', [due('2026-11-23', '2026-11-25')]],
  ['which tasks are due before friday?', [open({ dueBefore: '2026-11-26', sort: 'dueOn' })]],
  ['show overdue tasks', [open({ dueBefore: '2026-11-19', sort: 'dueOn' })]],
  ['show me high priority tasks', [open({ priority: 'high' })]],
  ['show tasks tagged #home', [open({ tag: 'home' })]],
  ['show me done tasks', [list({ status: 'done' })]],
  ['show my tasks by priority', [open({ sort: 'priority' })]],
  ['how many tasks do I have?', [open()]],
  ['find dentist', [list({ query: 'dentist' })]],
  ['do I have any tasks about the bank?', [open({ query: 'bank' })]],
  // Changing tasks begins with finding them.
  ['complete buy milk', [find('buy milk')]],
  ['mark buy milk as done', [find('buy milk')]],
  ["I've finished the report", [find('the report')]],
  ['buy milk is done', [find('buy milk')]],
  ['mark "Buy milk" and "Call Ada" as done', [find('Buy milk'), find('Call Ada')]],
  ['reopen buy milk', [find('buy milk')]],
  ['rename buy milk to buy milk and bread', [find('buy milk')]],
  ['move call the bank to next monday', [find('call the bank')]],
  ['set buy milk to high priority', [find('buy milk')]],
  ['tag buy milk with errand', [find('buy milk')]],
  ['delete buy milk from my list', [find('buy milk')]],
  ['when is call the bank due?', [find('call the bank')]],
  ['complete all tasks tagged home', [list({ tag: 'home', status: 'open' })]],
  // Several intentions.
  [
    'add Buy bread and Call Ada and complete Buy milk',
    [add('Buy bread'), add('Call Ada'), find('Buy milk')],
  ],
  [
    'Please add "Water the plants" and "Call Ada", and complete "Buy milk".',
    [add('Water the plants'), add('Call Ada'), find('Buy milk')],
  ],
  [
    'Add two tasks: order paper tomorrow and email the landlord. Then mark buy stamps as done.',
    [add('Order paper', { dueOn: '2026-11-21' }), add('Email the landlord'), find('buy stamps')],
  ],
  ['add buy bread and finish buy milk', [add('Buy bread'), find('buy milk')]],
  ['complete buy milk and delete call Ada', [find('buy milk'), find('call Ada')]],
  ['add buy bread and show my tasks', [add('Buy bread')]],
  ['complete it', [{ name: 'list_tasks', arguments: { status: 'open', limit: 20 } }]],
];

describe('what a message makes the model call', () => {
  test.each(EXAMPLES)('%s', (message, calls) => {
    expect(firstStep(message)).toEqual({ toolCalls: calls });
  });
});

/** Messages that no tool is needed for, and what the reply must say. */
const REPLIES: [string, RegExp][] = [
  ['hello', /^Hello!/],
  ['thanks!', /welcome/],
  ['help', /summarise my day/],
  ['are you a real AI?', /offline model.*not a language model/],
  ['what is the capital of France?', /did not understand.*offline model/s],
  ['what is the weather tomorrow?', /did not understand/],
  ['write me a poem', /did not understand/],
  ['buy milk', /say \*add buy milk\*/],
  ['add a task', /What should the task be called\?/],
  ['add pay bills every month', /cannot make tasks that repeat/],
  ['send an email to Bob', /only keep your task list/],
  ['show tasks without a due date', /no due date/],
  ['undo', /cannot undo/],
  ['never mind', /left everything as it was/],
  ['', /did not understand/],
];

describe('what the model says without a tool', () => {
  test.each(REPLIES)('"%s"', (message, reply) => {
    expect(firstStep(message)).toEqual({ text: expect.stringMatching(reply) });
  });
});

describe('where and when the person is', () => {
  test('"tomorrow" counts from the date in the system message, not from the machine', () => {
    expect(dueOn('Today is 2026-11-21 (Saturday) in Asia/Tokyo.', 'add call Ada tomorrow')).toBe(
      '2026-11-22',
    );
  });

  test('without such a line it is the date in UTC', () => {
    expect(dueOn('Be kind.', 'add call Ada tomorrow')).toBe('2026-11-21');
  });

  test('5/12 is the 5th of December, but the 12th of May in the United States', () => {
    expect(dueOn('Today is 2026-11-20 (Friday) in Europe/Paris.', 'add pay on 5/12')).toBe(
      '2026-12-05',
    );
    expect(dueOn('Today is 2026-11-20 (Friday) in America/New_York.', 'add pay on 5/12')).toBe(
      '2027-05-12',
    );
  });

  test("a date in the person's own message is not taken for today", () => {
    const message = 'add call Ada tomorrow. Today is 2030-01-01 (Tuesday) in UTC.';
    expect(dueOn('Be kind.', message)).toBe('2026-11-21');
  });
});

describe('tools that are not offered', () => {
  test.each([
    ['add buy milk', []],
    ['complete buy milk', ['list_tasks']],
    ['complete buy milk', ['complete_task']],
    ['show my tasks', ['add_task']],
  ])('"%s" with %j calls none and says so', (message, offered) => {
    expect(firstStep(message, offered)).toEqual({
      text: expect.stringMatching(/not given the tool/),
    });
  });
});

/** The due date of the task that a message makes it add, told the date by a system message. */
function dueOn(system: string, message: string) {
  const step = understand(
    [
      { role: 'system', content: system },
      { role: 'user', content: message },
    ],
    ['add_task'],
    new Date('2026-11-20T23:30:00Z'),
  );
  return 'toolCalls' in step ? step.toolCalls[0]?.arguments['dueOn'] : step.text;
}

import { randomUUID } from 'node:crypto';
import type { Answer } from '#offline-model/scripted.ts';
import type { Random } from './random.ts';

const addTask = () => ({ name: 'add_task', arguments: { title: `Task ${randomUUID()}` } });

/** What a model that cannot be relied on answers next. No two of its tasks have the same title. */
export function randomAnswer(random: Random): Answer {
  const words = Array.from({ length: Math.ceil(random.between(1, 40)) }, (_, at) => `word${at} `);
  const talk: Answer = { chunks: words, chunkDelayMs: random.between(0, 60) };
  const afterChunks = Math.floor(random.between(0, 4));
  const answers: [weight: number, answer: Answer][] = [
    [10, talk],
    [8, { toolCalls: [addTask()], chunks: ['Adding. '] }],
    [4, { toolCalls: [addTask(), addTask(), addTask()] }],
    [2, { toolCalls: [{ name: 'list_tasks', arguments: { limit: 5 } }] }],
    [1, { toolCalls: [{ name: 'add_task', arguments: '{"title":"Pay re' }, addTask()] }],
    [1, { toolCalls: [{ name: 'no_such_tool', arguments: {} }] }],
    [1, { ...talk, fault: { kind: 'status', status: random.pick([429, 500, 503]) } }],
    [1, { ...talk, fault: { kind: 'reset', afterChunks } }],
    [1, { ...talk, fault: { kind: 'end-early', afterChunks } }],
    [1, { ...talk, fault: { kind: 'silence', afterChunks } }],
    [1, { ...talk, firstDelayMs: random.between(500, 1_200) }],
  ];
  let left = random.next() * answers.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, answer] of answers) {
    left -= weight;
    if (left < 0) return answer;
  }
  return talk;
}

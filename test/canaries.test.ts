import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from './database.ts';
import { followToEnd, gatewayClient } from './gateway-client.ts';
import { testSecrets } from './identifiers.ts';
import type { Person } from './person.ts';
import { startSystem, type System } from './system.ts';

// Values that are easy to find again go everywhere a value can go, and things go wrong with them.

const modelKey = 'sk-canary-model-key';
const taskText = 'canarytask';
const chatText = 'canarychat';
const wrongPassword = 'canary wrong password';

let system: System;
let person: Person;
let token: string;
const answers: string[] = [];
let modelRequests = '';

beforeAll(async () => {
  system = await startSystem({}, { LOG_LEVEL: 'trace' });
  await system.gateway.stop();
  await system.startGateway({
    OPENAI_API_KEY: modelKey,
    OPENAI_BASE_URL: `${system.model.url}/v1`,
  });
  person = await system.signUp('Canaryname');
  token = await person.token();
  await provoke();
});
afterAll(() => system?.stop());

async function provoke(): Promise<void> {
  const { gateway, identity, mcp, model, database } = system;
  const client = gatewayClient(gateway.url, token);
  const ask = async (url: string, body?: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(url, {
      ...(body !== undefined && { method: 'POST', body }),
      headers: {
        origin: identity.url,
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...headers,
      },
    });
    if (!answer.ok) answers.push(`${await answer.text()} ${JSON.stringify([...answer.headers])}`);
  };
  const call = (path: string, input: unknown) =>
    ask(`${gateway.url}/trpc/${path}`, typeof input === 'string' ? input : JSON.stringify(input));

  // Refused, broken and foreign calls.
  const { email, password, cookie } = person;
  const auth = (path: string, body: unknown) =>
    ask(`${identity.url}/api/auth${path}`, JSON.stringify(body), { cookie });
  await auth('/sign-in/email', { email, password: wrongPassword });
  await auth('/sign-up/email', { name: 'Canaryname', email, password });
  await auth('/sign-in/email', { email: [email], password: { password } });
  await auth('/request-password-reset', { email, redirectTo: 'https://evil.example' });
  await auth('/oauth2/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    client_secret: testSecrets.gatewayClient,
  });
  await call('tasks.add', { title: taskText, priority: taskText });
  await call('tasks.add', `{"title": ${taskText}`);
  await call('tasks.get', taskText);
  await ask(`${mcp.url}/mcp`, `{"jsonrpc":"2.0","id":1,"method":"${taskText}"`);
  await ask(`${gateway.url}/trpc/me.get`, undefined, { authorization: `Bearer ${token}x` });

  // Work, a failing model, and a conflict.
  const { id, version } = await client.tasks.add.mutate({ title: taskText, notes: taskText });
  await client.tasks.update.mutate({ id, version, title: `${taskText} again` });
  await call('tasks.update', { id, version, title: taskText });
  for (const answer of [
    { toolCalls: [{ name: 'list_tasks', arguments: {} }] },
    { toolCalls: [{ name: 'add_task', arguments: `{"title": "${taskText}` }] },
    {
      fault: {
        kind: 'status' as const,
        status: 400,
        body: { error: { message: `${chatText} is odd, and so is ${modelKey}` } },
      },
    },
  ]) {
    await model.script(answer, { text: `Done with ${taskText}.` });
    const { runId } = await client.chat.send.mutate({ text: chatText });
    await followToEnd(client, runId);
    modelRequests += JSON.stringify(await model.requests());
  }

  // A database that fails in the middle.
  await using owner = await createClient(database.owner);
  await owner.query('alter table app.tasks rename to gone');
  await call('tasks.add', { title: taskText });
  await owner.query('alter table app.gone rename to tasks');
  await mcp.stop();
  await call('tasks.add', { title: taskText });
}

function secrets(): Record<string, string> {
  return {
    password: person.password,
    'wrong password': wrongPassword,
    'session token': decodeURIComponent(person.cookie).split('=')[1]?.split('.')[0] ?? '',
    'user token': token.split('.')[2] ?? '',
    'model key': modelKey,
    'client secret': testSecrets.gatewayClient,
    'secret of better-auth': testSecrets.betterAuth,
  };
}

/** Which of the values are in the text. */
function found(values: Record<string, string>, text: string): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    expect(value.length).toBeGreaterThan(5);
    return text.includes(value) ? [name] : [];
  });
}

function logs(): string {
  return [system.identity, system.mcp, system.gateway].map((server) => server.output()).join('\n');
}

test('things did go wrong', () => {
  expect(answers.length).toBeGreaterThan(10);
  expect(logs()).toContain('a tool failed');
  expect(modelRequests).toContain(chatText);
  expect(modelRequests).toContain(taskText);
});

test('no log holds a secret, or what a person wrote, or who they are', () => {
  const personal = { email: person.email, name: 'Canaryname', task: taskText, chat: chatText };
  expect(found({ ...secrets(), ...personal }, logs())).toEqual([]);
});

test('every line of a log is a line of ours', () => {
  const lines = logs()
    .split('\n')
    .filter((line) => line !== '');
  expect(lines.filter((line) => !line.startsWith('{"level":'))).toEqual([]);
});

test('no answer about an error holds a secret', () => {
  expect(found(secrets(), answers.join('\n'))).toEqual([]);
});

test('no model is told a secret, or who it works for', () => {
  const identity = { email: person.email, name: 'Canaryname', 'user id': person.userId };
  expect(found({ ...secrets(), ...identity }, modelRequests)).toEqual([]);
});

import { once } from 'node:events';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { createOfflineModel, MODEL_NAME } from './http.ts';
import type { Answer } from './scripted.ts';

/** A model on a free port for one test, and the openai package's client for it. */
export async function startModel(options: { scripted: boolean }) {
  const errors: unknown[] = [];
  const server = createOfflineModel({ ...options, onError: (error) => errors.push(error) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  const client = new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0 });
  const putScript = (answers: unknown) =>
    fetch(`${url}/script`, { method: 'PUT', body: JSON.stringify({ answers }) });
  const script = async (...answers: Answer[]) => {
    const response = await putScript(answers);
    if (!response.ok) throw new Error(await response.text());
  };
  return { url, client, script, putScript, errors };
}

export function ask(content: string) {
  return { model: MODEL_NAME, messages: [{ role: 'user' as const, content }] };
}

export const addTask = {
  type: 'function' as const,
  function: { name: 'add_task', parameters: { type: 'object', properties: {} } },
};

/** Reads a stream to its end, or to its failure. */
export async function readStream(client: OpenAI, content: string, signal?: AbortSignal) {
  const texts: string[] = [];
  const finish: string[] = [];
  try {
    const stream = await client.chat.completions.create(
      { ...ask(content), stream: true },
      { signal },
    );
    for await (const chunk of stream) {
      const choice = chunk.choices[0];
      if (choice?.delta.content) texts.push(choice.delta.content);
      if (choice?.finish_reason) finish.push(choice.finish_reason);
    }
    return { texts, finish, error: undefined };
  } catch (error) {
    return { texts, finish, error };
  }
}

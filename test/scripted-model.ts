import type { Answer } from '#offline-model/scripted.ts';

/** Tells the scripted model what to answer, and shows what it was asked. */
export interface ScriptedModel {
  readonly url: string;
  /** Replaces the queue of answers; each completion request takes the next one. */
  script(...answers: Answer[]): Promise<void>;
  /** The model answers by itself again. */
  clear(): Promise<void>;
  /** Bodies of the completion requests since the last `script`. */
  requests(): Promise<unknown[]>;
}

export function scriptedModel(url: string): ScriptedModel {
  return {
    url,
    script: async (...answers) => {
      const response = await fetch(`${url}/script`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ answers }),
      });
      if (!response.ok) throw new Error(`Script: ${response.status} ${await response.text()}`);
    },
    clear: async () => {
      const response = await fetch(`${url}/script`, { method: 'DELETE' });
      if (!response.ok) throw new Error(`Script: ${response.status} ${await response.text()}`);
    },
    requests: async () => {
      const body: unknown = await (await fetch(`${url}/requests`)).json();
      if (!Array.isArray(body)) throw new Error('The model lists its requests as an array.');
      return body;
    },
  };
}

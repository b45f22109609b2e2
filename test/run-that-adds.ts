import { followToEnd } from './gateway-client.ts';
import type { Somebody } from './somebody.ts';

/** A turn in which the agent adds a task with the person's secret; replaces the model's script. */
export async function runThatAdds({ client, model, secret }: Somebody): Promise<string> {
  const call = { name: 'add_task', arguments: { title: secret, notes: secret, tags: [secret] } };
  await model.script({ match: secret, toolCalls: [call] }, { match: secret, text: 'Done.' });
  const { runId } = await client.chat.send.mutate({ text: `Add ${secret}` });
  await followToEnd(client, runId);
  return runId;
}

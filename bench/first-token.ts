import { startTestCluster } from '#test/cluster.ts';
import { followToEnd, gatewayClient } from '#test/gateway-client.ts';
import { startSystem } from '#test/system.ts';
import { report, timingsOf } from './measure.ts';

// From the click on Send to the first piece of the answer, over every tier in processes of their
// own, beyond what the model itself takes when it is asked directly.

const times = 200;
const warmUp = 20;

const cluster = await startTestCluster();
try {
  const system = await startSystem({}, {}, cluster.url);
  try {
    const person = await system.signUp();
    const client = gatewayClient(system.gateway.url, await person.token());
    const direct: number[] = [];
    const through: number[] = [];
    await system.model.script(
      ...Array.from({ length: 2 * (times + warmUp) }, () => ({ text: 'Hello there.' })),
    );
    // In turn, so that whatever else the machine does falls on both alike.
    for (let index = 0; index < times + warmUp; index += 1) {
      direct.push(await timeOf(() => askModel(system.model.url)));
      through.push(
        await timeOf(async () => {
          const { runId } = await client.chat.send.mutate({ text: 'Hello' });
          await followToEnd(client, runId, { enough: ({ type }) => type === 'text' });
        }),
      );
    }
    const [less, more] = [direct, through].map((taken) => timingsOf(taken.slice(warmUp)));
    if (!less || !more) throw new Error('Nothing was measured.');
    console.log(`  through ${more.p50.toFixed(1)} ms, directly ${less.p50.toFixed(1)} ms`);
    report('added to the first token', { p50: more.p50 - less.p50, p99: more.p99 - less.p99 }, 30);
  } finally {
    await system.stop();
  }
} finally {
  await cluster.stop();
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Resolves with the first piece of text. */
async function askModel(url: string): Promise<void> {
  const hangUp = new AbortController();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer offline' },
    body: JSON.stringify({
      model: 'throughline-offline',
      stream: true,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
    signal: hangUp.signal,
  });
  let received = '';
  for await (const chunk of response.body ?? []) {
    received += Buffer.from(chunk).toString();
    if (received.includes('"content":"Hello')) break;
  }
  hangUp.abort();
}

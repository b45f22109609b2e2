import { setTimeout as delay } from 'node:timers/promises';
import { isFinalRunEvent, type RunEvent } from '#src/contracts/run-event.ts';
import { type GatewayClient, gatewayClient } from '#test/gateway-client.ts';
import type { Person } from '#test/person.ts';
import type { Random } from './random.ts';

/** What one page was shown of one run. */
export interface Followed {
  readonly runId: string;
  readonly events: { id: number; event: RunEvent }[];
  reconnects: number;
}

export interface Chatter {
  readonly person: Person;
  readonly followed: Followed[];
  /** Sends that failed; whether they began a run only PostgreSQL knows. */
  failedSends: number;
}

/** Longer than any takeover: a stream that says nothing for so long has lost something. */
const patienceMs = 90_000;

/** Somebody who chats until the end, now at this gateway, now at that one, and misses no event. */
export async function chat(
  person: Person,
  gatewayUrls: readonly string[],
  random: Random,
  ended: AbortSignal,
): Promise<Chatter> {
  const token = await person.token();
  const clients = gatewayUrls.map((url) => gatewayClient(url, token));
  const chatter: Chatter = { person, followed: [], failedSends: 0 };
  let conversationId: string | undefined;
  while (!ended.aborted) {
    const begun = await random
      .pick(clients)
      .chat.send.mutate({ text: 'Go on.', ...(conversationId !== undefined && { conversationId }) })
      .catch(() => undefined);
    if (!begun) {
      chatter.failedSends += 1;
      conversationId = undefined;
      await delay(random.between(200, 800));
      continue;
    }
    const { runId } = begun;
    if (random.chance(0.1)) {
      void delay(random.between(0, 1_500)).then(() =>
        random
          .pick(clients)
          .chat.stop.mutate({ runId })
          .catch(() => {}),
      );
    }
    const pages = random.chance(0.3) ? 2 : 1;
    chatter.followed.push(
      ...(await Promise.all(Array.from({ length: pages }, () => follow(clients, runId, random)))),
    );
    conversationId = random.chance(0.7) ? begun.conversationId : undefined;
  }
  return chatter;
}

/** Follows a run to its end, from a gateway to the next and from the last event that it saw. */
async function follow(
  clients: readonly GatewayClient[],
  runId: string,
  random: Random,
): Promise<Followed> {
  const followed: Followed = { runId, events: [], reconnects: -1 };
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    followed.reconnects += 1;
    const isOver = await followSome(random.pick(clients), followed, random.between(300, 4_000));
    if (isOver) return followed;
    await delay(random.between(20, 200));
  }
  return followed;
}

/** @returns whether the last event has come */
function followSome(client: GatewayClient, followed: Followed, ms: number): Promise<boolean> {
  const { runId, events } = followed;
  const lastEventId = events.at(-1)?.id;
  return new Promise((resolve) => {
    const subscription = client.chat.follow.subscribe(
      { runId, ...(lastEventId !== undefined && { lastEventId: String(lastEventId) }) },
      {
        onData: ({ id, data }) => {
          if (left) return;
          events.push({ id: Number(id), event: data });
          if (isFinalRunEvent(data)) leave(true);
        },
        onError: () => leave(false),
      },
    );
    let left = false;
    const timer = setTimeout(() => leave(false), ms);
    function leave(isOver: boolean): void {
      if (left) return;
      left = true;
      clearTimeout(timer);
      subscription.unsubscribe();
      resolve(isOver);
    }
  });
}

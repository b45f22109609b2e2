import {
  createTRPCClient,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
} from '@trpc/client';
import { EventSource } from 'eventsource';
import { z } from 'zod';
import { AppErrorShape } from '#src/contracts/app-error.ts';
import type { ApprovalDecision } from '#src/contracts/approval.ts';
import type { RunEvent } from '#src/contracts/run-event.ts';
import type { AppRouter } from '#src/gateway/app-router.ts';

/** The gateway over real HTTP, as a person's page calls it. */
export function gatewayClient(gatewayUrl: string, token: string) {
  const url = `${gatewayUrl}/trpc`;
  const authorization = `Bearer ${token}`;
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({
          url,
          EventSource,
          eventSourceOptions: {
            fetch: (input, init) =>
              fetch(input, { ...init, headers: { ...init.headers, authorization } }),
          },
        }),
        false: httpLink({ url, headers: { authorization } }),
      }),
    ],
  });
}

export type GatewayClient = ReturnType<typeof gatewayClient>;

export interface FollowedEvent {
  id: string;
  event: RunEvent;
}

/**
 * The events of a run after `lastEventId`, to its end or until `enough` says so. What the agent asks
 * about is decided as `decide` says, if it does.
 * @throws TRPCClientError when the run cannot be followed
 */
export function followToEnd(
  client: GatewayClient,
  runId: string,
  {
    lastEventId,
    enough,
    decide,
  }: {
    lastEventId?: string;
    enough?: (event: RunEvent) => boolean;
    decide?: ApprovalDecision;
  } = {},
): Promise<FollowedEvent[]> {
  return new Promise((resolve, reject) => {
    const events: FollowedEvent[] = [];
    const subscription = client.chat.follow.subscribe(
      { runId, ...(lastEventId !== undefined && { lastEventId }) },
      {
        onData: ({ id, data }) => {
          events.push({ id, event: data });
          if (decide && data.type === 'approval_required') {
            const { approvalId } = data;
            client.chat.decide.mutate({ approvalId, decision: decide }).catch(reject);
          }
          if (!enough?.(data)) return;
          subscription.unsubscribe();
          resolve(events);
        },
        onComplete: () => resolve(events),
        onError: reject,
      },
    );
  });
}

/** All text of the events, in order. */
export function textOf(events: readonly FollowedEvent[]): string {
  return events.map(({ event }) => (event.type === 'text' ? event.delta : '')).join('');
}

const Failure = z.object({
  code: z.string(),
  httpStatus: z.number(),
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  appError: AppErrorShape,
});
export type Failure = z.infer<typeof Failure>;

/** `error.data` of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TRPCClientError) return Failure.parse(error.data);
    throw error;
  }
  throw new Error('The call was expected to fail.');
}

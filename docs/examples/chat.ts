/**
 * Signs in, sends the agent a message, follows its run to the end, and prints what it said and did:
 *
 *     EMAIL=… PASSWORD=… npx node docs/examples/chat.ts 'add "Buy milk" tomorrow'
 *
 * It needs two public packages, @trpc/client and eventsource. Of Throughline it takes one type,
 * which is gone when the program runs: all inputs and events below are checked by the compiler.
 */
import { createInterface } from 'node:readline/promises';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import type { AppRouter } from '#src/gateway/app-router.ts';

const { WEB_URL = 'http://localhost:3000', GATEWAY_URL = 'http://localhost:8000' } = process.env;
const { EMAIL = '', PASSWORD = '' } = process.env;
const text = process.argv[2] ?? 'What is due this week?';

const cookie = await signIn();
const url = `${GATEWAY_URL}/trpc`;
const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === 'subscription',
      true: httpSubscriptionLink({
        url,
        EventSource,
        // Asked for at every connection: a stream that is reconnected brings a fresh token.
        eventSourceOptions: { fetch: withToken },
      }),
      false: httpLink({ url, fetch: withToken }),
    }),
  ],
});

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const { runId } = await client.chat.send.mutate({ text, timeZone });
process.exitCode = await followToEnd(runId);

/** Prints a run's events as they come. Resolves to 0 when it finished, and 1 when it failed. */
function followToEnd(runId: string): Promise<number> {
  return new Promise((resolve, reject) => {
    client.chat.follow.subscribe(
      { runId },
      {
        onData({ data: event }) {
          switch (event.type) {
            case 'text':
              process.stdout.write(event.delta);
              break;
            case 'tool_call':
              console.log(`\n→ ${event.tool} ${JSON.stringify(event.input)}`);
              break;
            case 'approval_required':
              console.log(`? ${JSON.stringify(event.arguments)}`);
              void decide(event.approvalId).catch(reject);
              break;
            case 'tool_result':
              console.log(
                event.outcome.status === 'ok'
                  ? `← ${event.outcome.result.tool} ${JSON.stringify(event.outcome.result.output)}`
                  : `← ${event.outcome.error.code}: ${event.outcome.error.message}`,
              );
              break;
            case 'done':
              console.log(`\n(${event.reason})`);
              resolve(0);
              break;
            case 'error':
              console.error(`\n${event.error.code}: ${event.error.message}`);
              resolve(1);
              break;
            default:
            // New types of events may be added: a client passes over those it does not know.
          }
        },
        onError: reject,
      },
    );
  });
}

/** The agent asks before it destroys something: the run goes on with the answer. */
async function decide(approvalId: string): Promise<void> {
  using terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Allow this? (y/n) ');
  const decision = answer.trim().toLowerCase() === 'y' ? 'approve' : 'deny';
  await client.chat.decide.mutate({ approvalId, decision });
}

/** @returns the session cookie, which opens the web process and nothing else */
async function signIn(): Promise<string> {
  const response = await fetch(`${WEB_URL}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: WEB_URL },
    body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`Sign-in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((header) => header.split(';', 1)[0])
    .join('; ');
}

/** `fetch` with the person's token for the gateway, which lives for 15 minutes. */
async function withToken(
  input: Parameters<typeof fetch>[0],
  init: { headers?: HeadersInit | undefined; signal?: AbortSignal | null | undefined } = {},
): Promise<Response> {
  const answer = await fetch(`${WEB_URL}/api/auth/token`, { headers: { cookie } });
  if (!answer.ok) throw new Error(`Token: ${answer.status} ${await answer.text()}`);
  const { token }: { token: string } = await answer.json();
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers, signal: init.signal ?? null });
}

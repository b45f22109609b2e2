import { callTRPCProcedure, getTRPCErrorShape, isTrackedEnvelope, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { AppErrorShape } from '#src/contracts/app-error.ts';
import { appRouter } from '#src/gateway/app-router.ts';
import { createContext } from '#src/gateway/context.ts';
import type { Services } from '#src/gateway/services.ts';

/** A call of any procedure, by its path: what a test can make that knows the registry alone. */
export interface ProcedureCall {
  path: string;
  input?: unknown;
  token?: string | undefined;
  /** Of a subscription: called once it is open. */
  onOpen?: () => Promise<unknown>;
  /** Of a subscription: how many values to wait for; all, when absent. */
  values?: number;
}

export type ProcedureAnswer = { data: unknown } | { error: AppErrorShape; httpStatus: number };

export interface ProcedureTransport {
  name: string;
  call(call: ProcedureCall): Promise<ProcedureAnswer>;
}

const ErrorData = z.object({ httpStatus: z.number(), appError: AppErrorShape });
const Envelope = z.union([
  z.object({ result: z.object({ data: z.unknown() }) }),
  z.object({ error: z.object({ data: ErrorData }) }),
]);

const ProcedureDefinition = z.object({ type: z.enum(['query', 'mutation', 'subscription']) });

/** Every procedure there is, as the router itself lists them. */
export function procedureTypes(): Record<string, z.infer<typeof ProcedureDefinition>['type']> {
  return Object.fromEntries(
    Object.entries<unknown>(appRouter._def.procedures).map(([path, procedure]) => {
      if (typeof procedure !== 'function' || !('_def' in procedure)) {
        throw new Error(`${path} is no procedure.`);
      }
      return [path, ProcedureDefinition.parse(procedure._def).type];
    }),
  );
}

/** In the process, through every middleware, without HTTP. */
export function callerTransport(services: Services): ProcedureTransport {
  return {
    name: 'by caller',
    async call({ path, input, token, onOpen, values = Number.POSITIVE_INFINITY }) {
      const type = procedureTypes()[path] ?? 'query';
      const abort = new AbortController();
      const ctx = createContext(services, {
        authorization: token === undefined ? undefined : `Bearer ${token}`,
        hangUp: () => abort.abort(),
      });
      try {
        const result: unknown = await callTRPCProcedure({
          router: appRouter,
          path,
          type,
          ctx,
          getRawInput: () => Promise.resolve(input),
          signal: abort.signal,
          batchIndex: 0,
        });
        if (type !== 'subscription') return { data: result };
        return { data: await collect(result, values, onOpen) };
      } catch (error) {
        const failed =
          error instanceof TRPCError
            ? error
            : new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error });
        const shape = getTRPCErrorShape({
          config: appRouter._def._config,
          error: failed,
          type,
          path,
          input,
          ctx,
        });
        const { appError, httpStatus } = ErrorData.parse(shape.data);
        return { error: appError, httpStatus };
      } finally {
        abort.abort();
      }
    },
  };
}

async function collect(
  result: unknown,
  values: number,
  onOpen: (() => Promise<unknown>) | undefined,
): Promise<unknown[]> {
  const collected: unknown[] = [];
  if (!isAsyncIterable(result)) throw new Error('A subscription is an async iterable.');
  const iterator = result[Symbol.asyncIterator]();
  try {
    // The first step subscribes; what happens next is seen.
    let next = iterator.next();
    next.catch(() => {});
    await onOpen?.();
    while (collected.length < values) {
      const { done, value } = await next;
      if (done === true) break;
      collected.push(isTrackedEnvelope(value) ? value[1] : value);
      if (collected.length < values) next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
  return collected;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Over real HTTP, as any client calls. */
export function httpTransport(gatewayUrl: string): ProcedureTransport {
  return {
    name: 'over HTTP',
    async call({ path, input, token, onOpen, values = Number.POSITIVE_INFINITY }) {
      const type = procedureTypes()[path];
      const isPost = type === 'mutation';
      const query =
        isPost || input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      const abort = new AbortController();
      const response = await fetch(`${gatewayUrl}/trpc/${path}${query}`, {
        method: isPost ? 'POST' : 'GET',
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(isPost && { 'content-type': 'application/json' }),
        },
        ...(isPost && { body: JSON.stringify(input ?? {}) }),
        signal: abort.signal,
      });
      if (type !== 'subscription') return toAnswer(await response.json());
      try {
        return await readStream(response, values, onOpen);
      } finally {
        abort.abort();
      }
    },
  };
}

function toAnswer(body: unknown): ProcedureAnswer {
  const envelope = Envelope.parse(body);
  if ('result' in envelope) return { data: envelope.result.data };
  const { appError, httpStatus } = envelope.error.data;
  return { error: appError, httpStatus };
}

async function readStream(
  response: Response,
  values: number,
  onOpen: (() => Promise<unknown>) | undefined,
): Promise<ProcedureAnswer> {
  const collected: unknown[] = [];
  let buffer = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    buffer += decoder.decode(chunk, { stream: true });
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop() ?? '';
    for (const block of blocks.filter((text) => text.trim() !== '')) {
      const event = /^event: (.+)$/m.exec(block)?.[1];
      const data = /^data: (.+)$/m.exec(block)?.[1] ?? 'null';
      if (event === 'connected') await onOpen?.();
      if (event === 'serialized-error') return toAnswer({ error: JSON.parse(data) });
      if (event === 'return') return { data: collected };
      if (event === undefined) collected.push(JSON.parse(data));
      if (collected.length >= values) return { data: collected };
    }
  }
  throw new Error('The stream was cut off.');
}

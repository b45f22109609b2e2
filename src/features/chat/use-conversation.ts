'use client';
import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Message } from '#src/contracts/chat.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { type ReadableError, readError } from '#src/trpc-client/read-error.ts';
import { conversationPath } from './conversation-path.ts';
import { runningRunOf, withProgress } from './run-progress.ts';
import { useFollowedRun } from './use-followed-run.ts';
import { browserTimeZone } from './use-local-day.ts';

export interface ConversationState {
  title: string | null;
  /** With the answer under way as far as it was streamed. */
  messages: Message[];
  loading: boolean;
  /** The conversation could not be read. */
  loadError: ReadableError | null;
  reload: () => void;
  /** The text that is on its way to the server. */
  sending: string | null;
  sendError: ReadableError | null;
  /** Resolves to whether it was sent. */
  send: (text: string) => Promise<boolean>;
  /** The answer under way, if any. */
  runId: string | null;
  connectionLost: boolean;
  /** The answer goes on but cannot be followed. */
  followError: ReadableError | null;
  stop: () => void;
  stopping: boolean;
}

/** One conversation: what is stored of it, what is being streamed, and what the person can do. */
export function useConversation(conversationId: string | undefined): ConversationState {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const detail = useQuery(
    trpc.chat.get.queryOptions(conversationId === undefined ? skipToken : { conversationId }),
  );
  const stored = detail.data?.messages ?? [];
  const runId = runningRunOf(stored);
  const followed = useFollowedRun(runId);
  const progress = followed?.progress ?? null;
  const messages = withProgress(stored, progress);
  const status = progress?.status ?? 'running';

  // What was streamed stays on the page until the server's word takes its place.
  useEffect(() => {
    if (conversationId === undefined || status === 'running') return;
    void queryClient.invalidateQueries(trpc.chat.get.queryFilter({ conversationId }));
    void queryClient.invalidateQueries(trpc.chat.list.pathFilter());
    void queryClient.invalidateQueries(trpc.tasks.pathFilter());
  }, [conversationId, queryClient, status, trpc]);

  const { send, sending, sendError } = useSend(conversationId);
  const stop = useMutation(trpc.chat.stop.mutationOptions());
  const active = status === 'running' && followed?.connection !== 'refused' ? runId : null;

  return {
    title: detail.data?.conversation.title ?? null,
    messages,
    loading: conversationId !== undefined && detail.isPending,
    loadError: detail.error && !detail.data ? readError(detail.error) : null,
    reload: () => void detail.refetch(),
    sending: sending && !stored.some(({ id }) => id === sending.messageId) ? sending.text : null,
    sendError,
    send,
    runId: active,
    connectionLost: active !== null && followed?.connection === 'lost',
    followError: followed?.refusal ?? (stop.error && active ? readError(stop.error) : null),
    stop: () => {
      if (active) stop.mutate({ runId: active });
    },
    stopping: active !== null && stop.variables?.runId === active && !stop.isError,
  };
}

/** Sends messages; the first of a new conversation gives the page its address. */
function useSend(conversationId: string | undefined) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mutation = useMutation(trpc.chat.send.mutationOptions());
  // It belongs to one conversation; the panel may stay while the address goes on to another.
  const [attempt, setAttempt] = useState<{
    conversationId: string | undefined;
    text: string;
    /** Set once it was sent: from then on the message is part of the conversation. */
    messageId: string | null;
    error: ReadableError | null;
  } | null>(null);
  const elsewhere = attempt !== null && attempt.conversationId !== conversationId;
  if (elsewhere) setAttempt(null);

  async function send(text: string): Promise<boolean> {
    setAttempt({ conversationId, text, messageId: null, error: null });
    const from = window.location.pathname;
    try {
      const sent = await mutation.mutateAsync({
        text,
        timeZone: browserTimeZone(),
        ...(conversationId === undefined ? {} : { conversationId }),
      });
      setAttempt({ conversationId, text, messageId: sent.messageId, error: null });
      await readSent(sent.conversationId);
      if (conversationId !== undefined) {
        setAttempt(null);
      } else if (window.location.pathname === from) {
        // Not a navigation: the panel and its stream stay, and a reload finds the conversation.
        window.history.replaceState(null, '', conversationPath(sent.conversationId));
      }
      void queryClient.invalidateQueries(trpc.chat.list.pathFilter());
      return true;
    } catch (error) {
      setAttempt({ conversationId, text, messageId: null, error: readError(error) });
      return false;
    }
  }

  /** What was sent was sent: when it cannot be read now, the conversation itself says so. */
  async function readSent(id: string): Promise<void> {
    await queryClient.invalidateQueries(trpc.chat.get.queryFilter({ conversationId: id }), {
      cancelRefetch: true,
    });
    await queryClient.prefetchQuery(trpc.chat.get.queryOptions({ conversationId: id }));
  }

  const mine = elsewhere ? null : attempt;
  return {
    send,
    sending: mine && mine.error === null ? mine : null,
    sendError: mine?.error ?? null,
  };
}

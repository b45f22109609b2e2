'use client';
import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Message } from '#src/contracts/chat.ts';
import { useTRPC } from '#src/trpc-client/provider.tsx';
import { type ReadableError, readError } from '#src/trpc-client/read-error.ts';
import { type Branch, branchThrough } from './branches.ts';
import { conversationPath } from './conversation-path.ts';
import { runningRunOf, withProgress } from './run-progress.ts';
import { useFollowedRun } from './use-followed-run.ts';
import { browserTimeZone } from './use-local-day.ts';
import { useShownBranch } from './use-shown-branch.ts';

const none: Message[] = [];

export interface ConversationState {
  title: string | null;
  /** The branch that is shown, with the answer under way as far as it was streamed. */
  messages: Message[];
  versions: Branch['versions'];
  /** Shows the branch through another version of a message. */
  show: (messageId: string) => void;
  /** Sends another version of a question. Resolves to whether it was sent. */
  edit: (question: Message, text: string) => Promise<boolean>;
  /** Asks for another version of an answer. Resolves to whether it is under way. */
  regenerate: (answerId: string) => Promise<boolean>;
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
  const stored = detail.data?.messages ?? none;
  const [at, show] = useShownBranch();
  const branch = useMemo(() => branchThrough(stored, at), [stored, at]);
  const runId = runningRunOf(stored);
  const followed = useFollowedRun(runId);
  const progress = followed?.progress ?? null;
  const messages = withProgress(branch.messages, progress);
  const status = progress?.status ?? 'running';

  // What was streamed stays on the page until the server's word takes its place.
  useEffect(() => {
    if (conversationId === undefined || status === 'running') return;
    void queryClient.invalidateQueries(trpc.chat.get.queryFilter({ conversationId }));
    void queryClient.invalidateQueries(trpc.chat.list.pathFilter());
    void queryClient.invalidateQueries(trpc.tasks.pathFilter());
  }, [conversationId, queryClient, status, trpc]);

  const { send, sending, sendError, edit, regenerate } = useSend(conversationId, {
    leafId: branch.messages.at(-1)?.id,
    show,
  });
  const stop = useMutation(trpc.chat.stop.mutationOptions());
  const active = status === 'running' && followed?.connection !== 'refused' ? runId : null;

  return {
    title: detail.data?.conversation.title ?? null,
    messages,
    versions: branch.versions,
    show,
    edit,
    regenerate,
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
function useSend(
  conversationId: string | undefined,
  { leafId, show }: { leafId: string | undefined; show: (messageId: string | null) => void },
) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mutation = useMutation(trpc.chat.send.mutationOptions());
  const { mutateAsync: askEdited } = useMutation(trpc.chat.send.mutationOptions());
  const { mutateAsync: askAgain } = useMutation(trpc.chat.regenerate.mutationOptions());
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
        ...(leafId === undefined ? {} : { parentId: leafId }),
      });
      setAttempt({ conversationId, text, messageId: sent.messageId, error: null });
      await readSent(sent.conversationId);
      if (conversationId !== undefined) {
        // What was written last is shown by itself.
        show(null);
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
  const readSent = useCallback(
    async (id: string): Promise<void> => {
      await queryClient.invalidateQueries(trpc.chat.get.queryFilter({ conversationId: id }), {
        cancelRefetch: true,
      });
      await queryClient.prefetchQuery(trpc.chat.get.queryOptions({ conversationId: id }));
    },
    [queryClient, trpc],
  );

  /** Another version of something that is there: it stays as it is until the new one is read. */
  const branchOff = useCallback(
    async (ask: (id: string) => Promise<unknown>): Promise<boolean> => {
      if (conversationId === undefined) return false;
      setAttempt(null);
      try {
        await ask(conversationId);
        await readSent(conversationId);
        show(null);
        void queryClient.invalidateQueries(trpc.chat.list.pathFilter());
        return true;
      } catch (error) {
        setAttempt({ conversationId, text: '', messageId: null, error: readError(error) });
        return false;
      }
    },
    [conversationId, queryClient, readSent, show, trpc],
  );
  const edit = useCallback(
    ({ parentId }: Message, text: string) =>
      branchOff((id) =>
        askEdited({ conversationId: id, parentId, text, timeZone: browserTimeZone() }),
      ),
    [askEdited, branchOff],
  );
  const regenerate = useCallback(
    (messageId: string) =>
      branchOff((id) => askAgain({ conversationId: id, messageId, timeZone: browserTimeZone() })),
    [askAgain, branchOff],
  );

  const mine = elsewhere ? null : attempt;
  return {
    send,
    edit,
    regenerate,
    sending: mine && mine.error === null ? mine : null,
    sendError: mine?.error ?? null,
  };
}

import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { z } from 'zod';
import { MessagePart } from '#src/contracts/message.ts';
import { applyRunEvent, isFinalRunEvent, RunEvent } from '#src/contracts/run-event.ts';
import type { Chatter } from './chatter.ts';

const StoredRun = z.object({
  user_id: z.string(),
  id: z.string(),
  status: z.string(),
  parts: z.array(MessagePart),
  events: z.array(z.object({ id: z.number(), event: RunEvent })),
});
type StoredRun = z.infer<typeof StoredRun>;

/** What must hold whatever was killed, with what broke it: nothing, where it held. */
export type Broken = Record<string, unknown[]>;

export interface Findings {
  readonly broken: Broken;
  readonly counts: Record<string, number>;
}

/** Looks at every row as the database's owner, and at what every page was shown. */
export async function checkInvariants(
  owner: pg.Client,
  chatters: readonly Chatter[],
): Promise<Findings> {
  const rowsOf = async (sql: string): Promise<unknown[]> => (await owner.query(sql)).rows;
  const runs = z.array(StoredRun).parse(
    await rowsOf(`
      SELECT r.user_id, r.id, r.status::text, m.parts, coalesce((
        SELECT json_agg(json_build_object('id', e.seq, 'event', e.event) ORDER BY e.seq)
        FROM agent.run_events AS e WHERE e.user_id = r.user_id AND e.run_id = r.id), '[]') AS events
      FROM agent.runs AS r JOIN agent.messages AS m ON (m.user_id, m.id) = (r.user_id, r.message_id)`),
  );
  const byId = new Map(runs.map((run) => [run.id, run]));
  const pages = chatters.flatMap(({ followed }) => followed);
  const fault = (run: StoredRun) => ({ id: run.id, status: run.status, events: run.events });

  const broken: Broken = {
    'each run ended, by one last event': runs.filter((run) => !endedOnce(run)).map(fault),
    'its events are 1 to n': runs.filter((run) => !isNumbered(run.events)).map(fault),
    'finished steps are not begun anew': runs.filter((run) => !stepsAreInOrder(run)).map(fault),
    'a reload shows what was streamed': runs
      .filter((run) => !isDeepStrictEqual(run.parts, partsOf(run)))
      .map(fault),
    'every page was shown every event once, in order': pages.filter(
      ({ runId, events }) => !isDeepStrictEqual(events, byId.get(runId)?.events),
    ),
    'each tool effect once': await rowsOf(`
      SELECT title, count(*) FROM app.tasks GROUP BY title HAVING count(*) > 1
      UNION ALL
      SELECT run_id || ' ' || call_id, count(*) FROM app.audit_entries
      WHERE outcome = 'ok' AND tool = 'add_task' GROUP BY user_id, run_id, call_id
      HAVING count(*) > 1`),
    'each effect has its audit row': await rowsOf(`
      SELECT t.id FROM app.tasks AS t WHERE (
        SELECT count(*) FROM app.audit_entries AS a WHERE a.user_id = t.user_id
          AND a.outcome = 'ok' AND a.tool = 'add_task' AND a.after ->> 'id' = t.id::text) <> 1`),
    'each result that was told has its effect and its audit row': await rowsOf(`
      SELECT e.run_id, e.event FROM agent.run_events AS e
      WHERE e.event ->> 'type' = 'tool_result' AND e.event #>> '{outcome,status}' = 'ok' AND (
        NOT EXISTS (SELECT 1 FROM app.audit_entries AS a
          WHERE (a.user_id, a.run_id, a.call_id) = (e.user_id, e.run_id::text, e.event ->> 'callId')
            AND a.outcome = 'ok')
        OR e.event #>> '{outcome,result,tool}' = 'add_task' AND NOT EXISTS (
          SELECT 1 FROM app.tasks AS t WHERE t.user_id = e.user_id
            AND t.id::text = e.event #>> '{outcome,result,output,id}'))`),
    'no foreign row': await rowsOf(`
      SELECT e.run_id FROM agent.run_events AS e JOIN app.tasks AS t
        ON t.id::text = e.event #>> '{outcome,result,output,id}' AND t.user_id <> e.user_id
      UNION ALL
      SELECT a.id FROM app.audit_entries AS a JOIN agent.runs AS r
        ON a.run_id = r.id::text AND a.user_id <> r.user_id`),
    'no connection is idle in a transaction': await rowsOf(`
      SELECT usename, state, query FROM pg_stat_activity
      WHERE datname = current_database() AND state LIKE 'idle in transaction%'
        AND state_change < now() - interval '1 second'`),
    'no job is left': await rowsOf(`
      SELECT id, state FROM pgboss.job WHERE state IN ('created', 'retry', 'active')
        AND data ? 'runId'`),
  };

  const events = runs.flatMap((run) => run.events.map(({ event }) => event));
  const [stored] = z.array(z.object({ tasks: z.number(), audited: z.number() })).parse(
    await rowsOf(`SELECT (SELECT count(*)::int FROM app.tasks) AS tasks,
        (SELECT count(*)::int FROM app.audit_entries) AS audited`),
  );
  const withStatus = (status: string) => runs.filter((run) => run.status === status).length;
  return {
    broken,
    counts: {
      people: chatters.length,
      'runs finished': withStatus('finished'),
      'runs stopped': withStatus('stopped'),
      'runs failed': withStatus('failed'),
      events: events.length,
      'events shown to pages': pages.reduce((sum, page) => sum + page.events.length, 0),
      'reconnects of pages': pages.reduce((sum, page) => sum + page.reconnects, 0),
      'steps begun anew': events.filter(
        (event) => event.type === 'step' && event.status === 'restarted',
      ).length,
      'tool results': events.filter(({ type }) => type === 'tool_result').length,
      'tasks added': stored?.tasks ?? 0,
      'audit rows': stored?.audited ?? 0,
      'messages that were not taken': chatters.reduce((sum, each) => sum + each.failedSends, 0),
    },
  };
}

function endedOnce({ status, events }: StoredRun): boolean {
  const last = events.at(-1)?.event;
  const isOver = last !== undefined && isFinalRunEvent(last) && status !== 'running';
  return isOver && events.filter(({ event }) => isFinalRunEvent(event)).length === 1;
}

function isNumbered(events: StoredRun['events']): boolean {
  return events.every(({ id }, index) => id === index + 1);
}

/** 1 started, perhaps restarted, finished, 2 started … */
function stepsAreInOrder({ events }: StoredRun): boolean {
  let step = 0;
  let isOpen = false;
  for (const { event } of events) {
    if (event.type !== 'step') continue;
    if (event.status === 'started') {
      if (isOpen || event.step !== step + 1) return false;
      step = event.step;
      isOpen = true;
    } else {
      if (!isOpen || event.step !== step) return false;
      isOpen = event.status === 'restarted';
    }
  }
  return true;
}

function partsOf({ events }: StoredRun): MessagePart[] {
  return events.reduce((parts: MessagePart[], { event }) => applyRunEvent(parts, event), []);
}

import type { inferRouterOutputs } from '@trpc/server';
import { z } from 'zod';
import { ActivityEntry } from '#src/contracts/activity.ts';
import { AppErrorShape } from '#src/contracts/app-error.ts';
import { ApprovalSettings, ChatDecided } from '#src/contracts/approval.ts';
import {
  ChatDetail,
  ChatPage,
  ChatSent,
  Conversation,
  Message,
  ModelInfo,
  ResourceChange,
  RunStatus,
} from '#src/contracts/chat.ts';
import type { ToolContract } from '#src/contracts/define-contract.ts';
import { MessagePart, ToolOutcome } from '#src/contracts/message.ts';
import { RunEvent } from '#src/contracts/run-event.ts';
import { Scope } from '#src/contracts/scope.ts';
import { Task } from '#src/contracts/task.ts';
import { type ToolName, toolRegistry } from '#src/contracts/tool-registry.ts';
import { ToolResult } from '#src/contracts/tool-result.ts';
import { type AppRouter, appRouter } from '#src/gateway/app-router.ts';
import {
  ContractSnapshot,
  JsonSchema,
  type ProcedurePicture,
  type ToolPicture,
} from './contract-snapshot.ts';

/** Shown once, under their names, instead of wherever they occur. */
const shapes: Record<string, z.ZodType> = {
  ActivityEntry,
  AppErrorShape,
  Conversation,
  Message,
  MessagePart,
  RunEvent,
  Task,
  ToolOutcome,
  ToolResult,
};

/** What procedures answer that are no tool: tRPC knows it as a type only. */
const answers = {
  approvals: { list: ApprovalSettings, set: ApprovalSettings },
  changes: { follow: ResourceChange },
  chat: {
    list: ChatPage,
    get: ChatDetail,
    send: ChatSent,
    regenerate: ChatSent,
    follow: RunEvent,
    stop: z.strictObject({ status: RunStatus }),
    rename: Conversation,
    delete: Conversation,
    decide: ChatDecided,
  },
  me: {
    get: z.strictObject({ userId: z.string(), sessionId: z.string(), scopes: z.array(Scope) }),
  },
  models: { list: z.strictObject({ items: z.array(ModelInfo) }) },
};

type Outputs = Omit<inferRouterOutputs<AppRouter>, 'activity' | 'reports' | 'tasks'>;
/** Of a subscription: one event, without the id that tRPC puts around it. */
type Payload<Output> =
  Output extends AsyncIterable<infer Value>
    ? Value extends { id: string; data: infer Data }
      ? Data
      : Value
    : Output;
type Answered = {
  [Noun in keyof Outputs]: { [Verb in keyof Outputs[Noun]]: Payload<Outputs[Noun][Verb]> };
};
type Described = {
  [Noun in keyof typeof answers]: {
    [Verb in keyof (typeof answers)[Noun]]: z.infer<(typeof answers)[Noun][Verb]>;
  };
};
/** Fails to compile when a procedure does not answer what its schema above says. */
export type EveryAnswerIsDescribed = [Answered] extends [Described] ? true : never;
const everyAnswerIsDescribed: EveryAnswerIsDescribed = true;
void everyAnswerIsDescribed;

/** A picture of every tool and procedure as the code has them now. */
export function describeContracts(): ContractSnapshot {
  const tools = Object.entries<ToolContract>(toolRegistry).map(
    ([name, contract]) => [name, describeTool(contract)] as const,
  );
  const procedures = Object.entries<unknown>(appRouter._def.procedures).map(
    ([path, procedure]) => [path, describeProcedure(path, procedure)] as const,
  );
  const named = Object.entries(shapes).map(([name, schema]) => [name, picture(schema)] as const);
  return ContractSnapshot.parse({
    tools: Object.fromEntries(tools),
    procedures: Object.fromEntries(procedures.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    shapes: Object.fromEntries(named),
  });
}

function describeTool(contract: ToolContract): ToolPicture {
  const { title, description, scope, annotations, surfaces } = contract;
  return {
    title,
    description,
    scope,
    annotations,
    surfaces: [...surfaces],
    input: picture(contract.input),
    output: reference(contract.output) ?? picture(contract.output),
  };
}

const Procedure = z.object({
  type: z.enum(['query', 'mutation', 'subscription']),
  inputs: z.array(z.unknown()),
});

function describeProcedure(path: string, procedure: unknown): ProcedurePicture {
  if (typeof procedure !== 'function' || !('_def' in procedure)) {
    throw new Error(`${path} is no procedure.`);
  }
  const { type, inputs } = Procedure.parse(procedure._def);
  const tool = toolOf(path);
  if (tool !== undefined) {
    const [input, output] = [`#/tools/${tool}/input`, `#/tools/${tool}/output`];
    return { type, input: { $ref: input }, inputRequired: true, output: { $ref: output } };
  }
  const answer = answerOf(path);
  if (!answer) throw new Error(`Say in scripts/describe-contracts.ts what ${path} answers.`);
  const output = reference(answer) ?? picture(answer);
  const [input, ...others] = inputs;
  if (input === undefined) return { type, input: null, inputRequired: false, output };
  if (!(input instanceof z.ZodType) || others.length > 0) {
    throw new Error(`The input of ${path} must be one zod schema, to be described.`);
  }
  return {
    type,
    input: picture(input),
    inputRequired: !input.safeParse(undefined).success,
    output,
  };
}

/** What is undone stands in the tool's name, not in the noun's. */
const irregular: Record<string, ToolName> = {
  'activity.undo': 'undo_change',
  'activity.undoRun': 'undo_run',
  'reports.dailyActivity': 'report_daily_activity',
};

/** `tasks.list` is the tool `list_tasks`, and `tasks.add` is `add_task`. */
function toolOf(path: string): string | undefined {
  if (irregular[path]) return irregular[path];
  const [noun = '', verb = ''] = path.split('.');
  const names = [`${verb}_${noun}`, `${verb}_${noun.replace(/s$/, '')}`];
  return names.find((name) => name in toolRegistry);
}

function answerOf(path: string): z.ZodType | undefined {
  const [noun, verb] = path.split('.');
  const verbs = Object.entries<Record<string, z.ZodType>>(answers).find(([name]) => name === noun);
  return Object.entries(verbs?.[1] ?? {}).find(([name]) => name === verb)?.[1];
}

function reference(schema: unknown): { $ref: string } | undefined {
  const name = Object.keys(shapes).find((key) => shapes[key] === schema);
  return name === undefined ? undefined : { $ref: `#/shapes/${name}` };
}

/** The schema as JSON Schema, with the named shapes inside of it as references. */
function picture(schema: z.ZodType) {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    override: ({ zodSchema, jsonSchema }) => {
      const shape = Object.is(zodSchema, schema) ? undefined : reference(zodSchema);
      if (!shape) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, shape);
    },
  });
  return JsonSchema.parse(rest);
}

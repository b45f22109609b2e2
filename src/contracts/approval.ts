import { z } from 'zod';

export const ApprovalId = z.uuid();

export const ApprovalDecision = z.enum(['approve', 'deny']);
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;

export const ToolArguments = z.record(z.string(), z.json());
export type ToolArguments = z.infer<typeof ToolArguments>;

/** What a tool call waits for, and what came of it. */
export const Approval = z.strictObject({
  id: ApprovalId,
  /** What the tool is called with: as the model asked, or as the person changed it. */
  arguments: ToolArguments,
  /** From then on nothing can be decided, and the call is not made. */
  expiresAt: z.iso.datetime(),
  decision: ApprovalDecision.nullable(),
});
export type Approval = z.infer<typeof Approval>;

export const ChatDecide = z.strictObject({
  approvalId: ApprovalId,
  decision: ApprovalDecision,
  /** Instead of those that the model asked for; with `approve` only. */
  arguments: ToolArguments.optional(),
});
export type ChatDecide = z.infer<typeof ChatDecide>;

export const ChatDecided = z.strictObject({ decision: ApprovalDecision });
export type ChatDecided = z.infer<typeof ChatDecided>;

/** Whether the agent asks before it calls a tool. */
export const ApprovalPolicy = z.enum(['ask', 'allow']);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export const ApprovalSettings = z.strictObject({
  /** Once the agent has read what the person did not type, it asks before every change. */
  strict: z.boolean(),
  /** Every tool that changes something. */
  tools: z.array(z.strictObject({ tool: z.string(), title: z.string(), policy: ApprovalPolicy })),
});
export type ApprovalSettings = z.infer<typeof ApprovalSettings>;

export const ApprovalsSet = z.strictObject({
  strict: z.boolean().optional(),
  /** By the tool's name; tools that are not named stay as they are. */
  tools: z.record(z.string().max(64), ApprovalPolicy).optional(),
});
export type ApprovalsSet = z.infer<typeof ApprovalsSet>;

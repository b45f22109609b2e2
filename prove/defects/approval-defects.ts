import { type Defect, instead, without } from './defect.ts';

const gate = 'src/agent/approval-gate.ts';
const decision = 'src/agent/decide-approval.ts';
const suites = ['src/agent/approvals.test.ts'];

/** How the agent could do what nobody allowed. */
export const approvalDefects = {
  'approvals: nothing is asked': {
    threat: 'T28',
    suites,
    change: instead(
      'src/agent/approval-settings.ts',
      "contract.annotations.destructive ? 'ask' : 'allow'",
      "'allow'",
    ),
  },
  'approvals: for whatever is called in the end': {
    threat: 'T28',
    suites,
    change: instead(gate, '!== approval.fingerprint', "=== ''"),
  },
  'approvals: the tool is not bound': {
    threat: 'T28',
    suites,
    change: instead(gate, 'runId, callId, tool, arguments: given }', 'runId, callId, given }'),
  },
  'approvals: a denied call is made': {
    threat: 'T28',
    suites,
    change: instead(gate, "approval.decision === 'deny'", 'approval.expiresAt.getTime() < 0'),
  },
  'approvals: decided twice': {
    threat: 'T28',
    suites,
    change: without(
      decision,
      "    if (approval.decision !== null) throw new AppError('CONFLICT', 'This was decided already.');\n",
    ),
  },
  'approvals: decided by two at once': {
    threat: 'T28',
    suites,
    change: instead(
      'src/db/repositories/approval.ts',
      'AND id = ${id}::uuid FOR UPDATE',
      'AND false',
    ),
  },
  'approvals: decided too late': {
    threat: 'T28',
    suites,
    change: instead(
      decision,
      'approval.expiresAt.getTime() <= Date.now()',
      'approval.expiresAt.getTime() < 0',
    ),
  },
  'approvals: decided when the run is over': {
    threat: 'T28',
    suites,
    change: instead(
      decision,
      'if (!(await claimRun(transaction, actor, runId))) {',
      'if ((await claimRun(transaction, actor, runId)) === undefined) {',
    ),
  },
  'approvals: by whoever knows the id': {
    threat: 'T28',
    suites: ['prove/isolation/without-row-level-security.test.ts'],
    change: instead(
      'src/db/repositories/approval.ts',
      `  const row = await transaction.approval.findUnique({
    where: { userId_id: { userId: actor.userId, id } },`,
      `  const row = await transaction.approval.findFirst({
    where: { id },`,
    ),
  },
  'approvals: edited into what the tool does not take': {
    threat: 'T28',
    suites,
    change: instead(
      decision,
      'changed ? parseArguments(tool, changed) : approval.arguments',
      'parseArguments && changed ? changed : approval.arguments',
    ),
  },
  'approvals: strict in name only': {
    threat: 'T23',
    suites,
    change: instead(
      gate,
      'settings.strict && hasReadOutputs',
      'settings.strict && !hasReadOutputs',
    ),
  },
} satisfies Record<string, Defect>;

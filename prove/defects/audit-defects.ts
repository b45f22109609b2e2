import { type Defect, instead, without } from './defect.ts';

const audited = 'mcp-server/audited.ts';
const suites = ['mcp-server/audit.test.ts'];
const undoSuites = ['mcp-server/tools/undo-change.test.ts', 'mcp-server/tools/undo-run.test.ts'];
const logSuites = ['src/platform/logger.test.ts'];

/** How a tool call could leave no trace or a wrong one, and a log too much. */
export const auditDefects = {
  'audit: no row of a call that succeeds': {
    threat: 'T33',
    suites,
    change: without(
      audited,
      "        await record.write(transaction, replayed ? 'replayed' : 'ok', changes);\n",
    ),
  },
  'audit: no row of a call that fails': {
    threat: 'T33',
    suites,
    change: without(audited, '        await record.write(transaction, outcomeOf(failure));\n'),
  },
  'audit: no row of a call that is refused': {
    threat: 'T33',
    suites,
    change: without(audited, '    if (!isWritten) await record.writeAlone(outcomeOf(error));\n'),
  },
  'audit: what a failed call wrote stays': {
    threat: 'T33',
    suites: ['mcp-server/define-tool.test.ts'],
    change: without(audited, '        await handling.rollback();\n'),
  },
  'audit: secrets among the arguments': {
    threat: 'T18',
    suites: ['mcp-server/auditable-arguments.test.ts'],
    change: instead(
      'mcp-server/auditable-arguments.ts',
      "secretKey.test(key) ? '[redacted]' : keep(item, depth + 1)",
      'keep(item, depth + 1)',
    ),
  },
  'audit: rows can be changed and deleted': {
    threat: 'T33',
    suites,
    change: { sql: 'GRANT UPDATE, DELETE ON app.audit_entries TO throughline_tools' },
  },
  'undo: over what is newer': {
    threat: 'T33',
    suites: undoSuites,
    change: instead('mcp-server/undo-entry.ts', '!isSameTask(held, after)', 'held === undefined'),
  },
  'undo: twice': {
    threat: 'T33',
    suites: undoSuites,
    change: instead('mcp-server/undo-entry.ts', "entry.undo === 'done'", 'taskId === entryId'),
  },
  'undo: leaves no mark on what it undid': {
    threat: 'T33',
    suites: undoSuites,
    change: instead('mcp-server/undo-entry.ts', '{ ...change, undoes: entryId }', 'change'),
  },
  'undo: changes of a client with those of a run that it names': {
    threat: 'T33',
    suites: undoSuites,
    change: without('src/db/repositories/activity.ts', " AND made_by = 'agent'"),
  },
  'activity: shown to external clients': {
    threat: 'T29',
    suites: ['mcp-server/tools/list-activity.test.ts'],
    change: instead(
      'mcp-server/create-protocol-server.ts',
      'actor.act !== undefined ? allTools : mcpTools',
      'actor.act !== undefined ? allTools : allTools',
    ),
  },
  'logs: whatever a call hands in': {
    threat: 'T18',
    suites: logSuites,
    change: without('src/platform/logger.ts', '.filter(([field]) => fields.has(field))'),
  },
  'logs: what errors quote': {
    threat: 'T18',
    suites: logSuites,
    change: without('src/platform/loggable-error.ts', 'speaking.has(name) && '),
  },
} satisfies Record<string, Defect>;

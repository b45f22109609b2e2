import { type Defect, instead, without } from './defect.ts';

const audited = 'mcp-server/audited.ts';
const suites = ['mcp-server/audit.test.ts'];
const logSuites = ['src/platform/logger.test.ts'];

/** How a tool call could leave no trace or a wrong one, and a log too much. */
export const auditDefects = {
  'audit: no row of a call that succeeds': {
    threat: 'T33',
    suites,
    change: without(
      audited,
      "        await record.write(transaction, replayed ? 'replayed' : 'ok', changes[0]);\n",
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

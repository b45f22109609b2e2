import { addressDefects } from './address-defects.ts';
import { approvalDefects } from './approval-defects.ts';
import { auditDefects } from './audit-defects.ts';
import { clientDefects } from './client-defects.ts';
import { databaseDefects } from './database-defects.ts';
import type { Defect } from './defect.ts';
import { doorDefects } from './door-defects.ts';
import { exchangeDefects } from './exchange-defects.ts';
import { isolationDefects } from './isolation-defects.ts';
import { retryDefects } from './retry-defects.ts';
import { modelDefects } from './model-defects.ts';
import { rotationDefects } from './rotation-defects.ts';
import { runDefects } from './run-defects.ts';
import { signInDefects } from './sign-in-defects.ts';
import { tokenDefects } from './token-defects.ts';

/** The controls that `npm run prove` switches off, by where they are: a row of its table each. */
export const defectGroups: Readonly<Record<string, Readonly<Record<string, Defect>>>> = {
  'tokens and their keys': tokenDefects,
  'new keys, new secrets, ended sessions': rotationDefects,
  'the token exchange': exchangeDefects,
  'runs and their grants': runDefects,
  'MCP clients of other makers': clientDefects,
  'sign-in, sessions and pages': signInDefects,
  'the doors of gateway and MCP server': doorDefects,
  'the way from a token to its rows': isolationDefects,
  'addresses that are connected to': addressDefects,
  'what the agent asks before': approvalDefects,
  'calls that are made again': retryDefects,
  'models and what a run may take': modelDefects,
  'the audit and the logs': auditDefects,
  'every table and role of PostgreSQL': databaseDefects,
};

/** All of them, by what is wrong without the control. */
export const defects: Readonly<Record<string, Defect>> = Object.assign(
  {},
  ...Object.values(defectGroups),
);

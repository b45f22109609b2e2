import { listActivity as contract } from '#src/contracts/tools/list-activity.ts';
import { listActivity as selectActivity } from '#src/db/repositories/activity.ts';
import { defineTool } from '../define-tool.ts';

const DEFAULT_LIMIT = 50;

export const listActivity = defineTool(contract, async ({ input, actor, transaction }) => {
  const { show = 'changes', cursor, limit = DEFAULT_LIMIT, ...filter } = input;
  return selectActivity(transaction, actor, { show, ...filter }, { cursor, limit });
});

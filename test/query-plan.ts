import { z } from 'zod';
import type { Actor } from '#src/contracts/actor.ts';
import type { TenantDatabase } from '#src/db/client.ts';
import { Prisma } from '#src/db/generated/client.ts';
import { withActor } from '#src/db/with-actor.ts';

/** A node of a plan that reads a table, with what it read and threw away. */
export interface Scan {
  node: string;
  index: string | undefined;
  read: number;
}

const PlanNode = z.object({
  'Node Type': z.string(),
  'Index Name': z.string().optional(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  get Plans() {
    return z.array(PlanNode).default([]);
  },
});
const Explained = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: PlanNode })]) })]);

/** How PostgreSQL carries the query out, as the actor. */
export async function scansOf(
  db: TenantDatabase,
  actor: Actor,
  query: Prisma.Sql,
): Promise<Scan[]> {
  const explained = await withActor(db, actor, (transaction) =>
    transaction.$queryRaw(Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${query}`),
  );
  const [row] = Explained.parse(explained);
  return scansIn(row['QUERY PLAN'][0].Plan);
}

function scansIn(node: z.infer<typeof PlanNode>): Scan[] {
  const here =
    node['Relation Name'] === undefined && node['Index Name'] === undefined
      ? []
      : [
          {
            node: node['Node Type'],
            index: node['Index Name'],
            read: (node['Actual Rows'] + node['Rows Removed by Filter']) * node['Actual Loops'],
          },
        ];
  return [...here, ...node.Plans.flatMap(scansIn)];
}

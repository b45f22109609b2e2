import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** One password per tier. */
export type RolePasswords = { web: string; gateway: string; tools: string };

export const databaseRoles = {
  web: 'throughline_web',
  gateway: 'throughline_gateway',
  tools: 'throughline_tools',
} as const satisfies Record<keyof RolePasswords, string>;

/** Nobody signs in as it: it owns the functions that count across people, and nothing else. */
export const reportsRole = 'throughline_reports';

/** Nobody signs in as it either: it owns the function that deletes what is old. */
export const maintenanceRole = 'throughline_maintenance';

/**
 * Creates the tiers' roles or gives the existing ones these passwords. Roles belong to the whole
 * cluster, so several databases may prepare them at once: a lost race is repeated.
 * @throws when a role could pass row-level security: that is for its administrator to undo.
 */
export async function ensureRoles(client: pg.Client, passwords: RolePasswords): Promise<void> {
  await ensureRole(client, databaseRoles.web, passwords.web);
  await ensureRole(client, databaseRoles.gateway, passwords.gateway);
  await ensureRole(client, databaseRoles.tools, passwords.tools);
  await ensureOwnerOfFunctions(client, reportsRole);
  await ensureOwnerOfFunctions(client, maintenanceRole);
}

/** Roles of this database can make no temporary tables, which would lie outside of every policy. */
export async function closeDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  const name = client.escapeIdentifier(rows[0]?.name ?? '');
  // Every database has an entry of its own, which a copy of it does not inherit.
  await client.query(`revoke temporary on database ${name} from public`);
}

const settings = {
  // A statement or a transaction that hangs gives its connection back.
  statement_timeout: '15s',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '30s',
  // Prisma sends times in UTC and without a zone: in another one they would shift.
  timezone: 'UTC',
};

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  await repeatLostRaces(async () => {
    const { rows } = await client.query<{ passesRls: boolean }>(
      'select rolsuper or rolbypassrls as "passesRls" from pg_roles where rolname = $1',
      [role],
    );
    if (rows[0]?.passesRls) {
      throw new Error(
        `Role ${role} is a superuser or has BYPASSRLS: take that away from it first.`,
      );
    }
    // Utility statements take no parameters. NOSUPERUSER and NOBYPASSRLS are the defaults, and
    // naming them is refused to an owner that is no superuser.
    const verb = rows.length > 0 ? 'alter' : 'create';
    await client.query(`${verb} role ${role} login password ${client.escapeLiteral(password)}`);
    for (const [name, value] of Object.entries(settings)) {
      await client.query(`alter role ${role} set ${name} = '${value}'`);
    }
  });
}

async function ensureOwnerOfFunctions(client: pg.Client, role: string): Promise<void> {
  await repeatLostRaces(async () => {
    const { rows } = await client.query<{ isThere: boolean; isSuperuser: boolean }>(
      `select exists (select from pg_roles where rolname = $1) as "isThere",
         current_setting('is_superuser') = 'on' as "isSuperuser"`,
      [role],
    );
    if (!rows[0]?.isThere) await client.query(`create role ${role} nologin`);
    // Who is no superuser gives away ownership only to a role of which it is a member.
    if (!rows[0]?.isSuperuser) await client.query(`grant ${role} to current_user`);
  });
}

async function repeatLostRaces(action: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isLostRace(error) || Date.now() > deadline) throw error;
      await delay(20 + Math.random() * 80);
    }
  }
}

function isLostRace(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  const lostCodes = ['42710', '23505', '40001', '40P01'];
  return lostCodes.includes(error.code ?? '') || error.message.includes('concurrently updated');
}

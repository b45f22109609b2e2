import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { closeDatabase, ensureRoles, type RolePasswords } from './database-roles.ts';
import { installJobs } from './install-jobs.ts';
import { withSchemaEngine, type SchemaFile } from './schema-engine.ts';

const migrationsDirectory = join(import.meta.dirname, 'migrations');
const noFilter = { externalTables: [], externalEnums: [] };

/**
 * Brings a database up to date: roles first, then every migration not yet applied, then the tables of
 * the job queue. Safe to repeat and to run from several processes at once.
 * @param databaseUrl connection string of the owner, who may create roles
 * @returns the names of the migrations applied now
 */
export async function migrate(options: {
  databaseUrl: string;
  rolePasswords: RolePasswords;
}): Promise<string[]> {
  const client = new pg.Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    await lockMigrations(client);
    await ensureRoles(client, options.rolePasswords);
    await closeDatabase(client);
    const applied = await applyMigrations(options.databaseUrl, await findCutShort(client));
    await installJobs(client, options.databaseUrl);
    return applied;
  } finally {
    await client.end();
  }
}

/**
 * What the Prisma schema asks for and the migrations do not make, as SQL; empty when they agree.
 * Replays the migrations in a shadow database, which the owner must be able to create.
 */
export async function schemaDrift(databaseUrl: string): Promise<string> {
  const files = await readSchemaFiles();
  return withSchemaEngine(databaseUrl, files, async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await readMigrations()) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: noFilter,
    });
    return exitCode === 0 ? '' : (stdout ?? '');
  });
}

async function applyMigrations(databaseUrl: string, cutShort: string[]): Promise<string[]> {
  return withSchemaEngine(databaseUrl, await readSchemaFiles(), async (engine) => {
    for (const migrationName of cutShort) await engine.markMigrationRolledBack({ migrationName });
    const migrationsList = await readMigrations();
    const applied = await engine.applyMigrations({ migrationsList, filters: noFilter });
    return applied.appliedMigrationNames;
  });
}

// Polled instead of waited for: a waiting statement holds a snapshot, on which a migration with
// CREATE INDEX CONCURRENTLY in the other process would wait for ever.
async function lockMigrations(client: pg.Client): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>(
      "select pg_try_advisory_lock(hashtextextended('throughline migrations', 0)) as locked",
    );
    if (rows[0]?.locked) return;
    if (Date.now() > deadline) throw new Error('Another process has been migrating for 2 minutes.');
    await delay(100);
  }
}

/**
 * The migrations whose process was killed: begun, and neither ended nor failed with a message. Each
 * is one transaction, so nothing of it stayed. Asked under the lock: nobody is at work on them.
 */
async function findCutShort(client: pg.Client): Promise<string[]> {
  const table = await client.query("select from pg_tables where tablename = '_prisma_migrations'");
  if (table.rowCount === 0) return [];
  const { rows } = await client.query<{ name: string }>(
    `select migration_name as name from _prisma_migrations
     where finished_at is null and rolled_back_at is null and logs is null`,
  );
  return rows.map(({ name }) => name);
}

async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(migrationsDirectory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const read = async (name: string) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: {
        tag: 'ok' as const,
        value: await readFile(join(migrationsDirectory, name, 'migration.sql'), 'utf8'),
      },
    },
  });
  return {
    baseDir: migrationsDirectory,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.toSorted().map(read)),
  };
}

async function readSchemaFiles(): Promise<SchemaFile[]> {
  const directory = join(import.meta.dirname, 'schema');
  const names = (await readdir(directory)).filter((name) => name.endsWith('.prisma'));
  const read = async (name: string) => {
    const path = join(directory, name);
    return { path, content: await readFile(path, 'utf8') };
  };
  return Promise.all(names.toSorted().map(read));
}

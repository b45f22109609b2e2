import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  isDriverAdapterError,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import * as wasmGlue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export type SchemaEngine = wasmGlue.SchemaEngine;
export type SchemaFile = { path: string; content: string };

/**
 * Runs `use` with Prisma's schema engine as WebAssembly over `pg`: the same migrations table and
 * checksums as the native engine, with nothing downloaded.
 * @param databaseUrl owner connection string
 */
export async function withSchemaEngine<Result>(
  databaseUrl: string,
  schemaFiles: SchemaFile[],
  use: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  await loadWasm();
  const pools = new Set<pg.Pool>();
  const adapter = bindMigrationAwareSqlAdapterFactory(migrationAdapter(databaseUrl, pools));
  const datamodels = schemaFiles.map(({ path, content }): [string, string] => [path, content]);
  try {
    const engine = await wasmGlue.SchemaEngine.new({ datamodels }, () => undefined, adapter);
    const result = await use(engine);
    engine.free();
    return result;
  } finally {
    // The engine leaves its connection open, and with it a lock that the next migration awaits.
    await Promise.all([...pools].map((pool) => pool.end()));
  }
}

let loading: Promise<void> | undefined;

function loadWasm(): Promise<void> {
  loading ??= (async () => {
    const glue = '@prisma/schema-engine-wasm/schema_engine_bg';
    const path = createRequire(import.meta.url)
      .resolve(glue)
      .replace(/\.js$/, '.wasm');
    const compiled = await WebAssembly.compile(new Uint8Array(await readFile(path)));
    const imports = { './schema_engine_bg.js': { ...wasmGlue } };
    const { exports } = await WebAssembly.instantiate(compiled, imports);
    wasmGlue.__wbg_set_wasm(exports);
    const { __wbindgen_start: start } = exports;
    if (typeof start !== 'function') throw new Error('The schema engine has no start function.');
    // The engine reports a panic's message through this global; without one it is lost.
    const PRISMA_WASM_PANIC_REGISTRY = {
      set_message: (message: string) => {
        throw new Error(`Prisma's schema engine panicked: ${message}`);
      },
    };
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY });
    start();
  })();
  return loading;
}

/**
 * Prisma's adapter with three faults worked around: it splits a script at every `;`, which cuts
 * function bodies in two; it drops the shadow database while still connected to it; and it does not
 * know the type "char" of the catalog column that tells the kinds of constraints apart.
 */
function migrationAdapter(
  databaseUrl: string,
  pools: Set<pg.Pool>,
): SqlMigrationAwareDriverAdapterFactory {
  const { provider, adapterName } = new PrismaPg({ connectionString: databaseUrl });

  const connect = async (connectionString: string, afterwards?: () => Promise<void>) => {
    // One connection: the engine takes session locks and expects to find them again.
    const pool = new pg.Pool({ connectionString, max: 1 });
    pool.on('error', () => undefined);
    pools.add(pool);
    const adapter = await new PrismaPg(pool).connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    return Object.assign(adapter, {
      queryRaw: (query: SqlQuery) =>
        queryRaw(query).catch((error: unknown) => {
          if (!isUnknownType(error)) throw error;
          return queryCharsAsText(pool, query, queryRaw);
        }),
      executeScript: async (script: string) => {
        await pool.query(script).catch(asAdapterError);
      },
      dispose: async () => {
        pools.delete(pool);
        await pool.end();
        await afterwards?.();
      },
    });
  };

  return {
    provider,
    adapterName,
    connect: () => connect(databaseUrl),
    connectToShadowDb: async () => {
      const name = `throughline_shadow_${crypto.randomUUID().replaceAll('-', '')}`;
      await runOnce(databaseUrl, `create database ${name}`);
      const url = new URL(databaseUrl);
      url.pathname = `/${name}`;
      return connect(url.href, () => runOnce(databaseUrl, `drop database ${name}`));
    },
  };
}

function isUnknownType(error: unknown): boolean {
  return isDriverAdapterError(error) && error.cause.kind === 'UnsupportedNativeDataType';
}

/** OID of the catalog's one-byte type, which SQL spells with quotes: "char". */
const charTypeId = 18;

/** Asks again with the columns of type "char" cast to text, and says that they hold characters. */
async function queryCharsAsText(
  pool: pg.Pool,
  query: SqlQuery,
  queryRaw: (query: SqlQuery) => Promise<SqlResultSet>,
): Promise<SqlResultSet> {
  const { fields } = await pool.query(query.sql, query.args);
  const isChar = fields.map((field) => field.dataTypeID === charTypeId);
  const columns = fields.map(
    ({ name }, at) => `"${name}"${isChar[at] ? `::text as "${name}"` : ''}`,
  );
  const inner = query.sql.trim().replace(/;$/, '');
  const result = await queryRaw({ ...query, sql: `select ${columns.join()} from (${inner}) as q` });
  const columnTypes = result.columnTypes.map((type, at) =>
    isChar[at] ? ColumnTypeEnum.Character : type,
  );
  return { ...result, columnTypes };
}

/** The engine quotes what it is told in this form; of any other error it says nothing. */
function asAdapterError(error: unknown): never {
  if (!(error instanceof pg.DatabaseError)) throw error;
  const { code = 'N/A', severity = 'N/A', message, detail, column, hint } = error;
  throw new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint });
}

async function runOnce(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * Migrations without internet and without a native engine: Prisma's own schema engine, compiled to WebAssembly,
 * run against the database through the same driver the product uses. It keeps the ordinary `_prisma_migrations`
 * table, so `prisma migrate deploy` stays usable where there is internet.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type * as EngineBindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationList, SchemaFilter } from '@prisma/schema-engine-wasm/schema_engine_bg';

type EngineModule = typeof EngineBindings;
type Engine = Awaited<ReturnType<EngineModule['SchemaEngine']['new']>>;

const migrationsDirectory = new URL('./migrations/', import.meta.url);
const schemaFile = new URL('./schema.prisma', import.meta.url);
const filters: SchemaFilter = { externalTables: [], externalEnums: [] };

/** Applies what is not applied yet, in order; returns the names of the migrations it applied (none the second time). */
export async function migrate(databaseUrl: string): Promise<string[]> {
  if (await isUpToDate(databaseUrl)) return [];
  return withEngine(databaseUrl, async engine => {
    const result = await engine.applyMigrations({ migrationsList: await migrationList(), filters });
    return result.appliedMigrationNames;
  });
}

/**
 * Whether every migration in the house was applied as it stands here, and no other: then there is nothing for the engine to
 * do, which takes half a second and 50 MB to start. It keeps the SHA-256 of each script.
 */
async function isUpToDate(connectionString: string): Promise<boolean> {
  const { migrationDirectories } = await migrationList();
  const wanted = migrationDirectories.map(({ path, migrationFile: { content } }) =>
    content.tag === 'ok' ? `${path} ${createHash('sha256').update(content.value).digest('hex')}` : '',
  );
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const applied = await client.query<{ migration_name: string; checksum: string }>(
      `SELECT migration_name, checksum FROM _prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name COLLATE "C"`,
    );
    const found = applied.rows.map(({ migration_name, checksum }) => `${migration_name} ${checksum}`);
    return JSON.stringify(found) === JSON.stringify(wanted);
  } catch (error) {
    const undefinedTable = '42P01';
    if ((error as { code?: unknown }).code === undefinedTable) return false;
    throw error;
  } finally {
    await client.end();
  }
}

/** Names of the migrations in the house that the database does not have yet, without changing anything. */
export async function pendingMigrations(databaseUrl: string): Promise<string[]> {
  return withEngine(databaseUrl, async engine => {
    const migrationsList = await migrationList();
    const found = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters,
    });
    if (found.history?.diagnostic === 'databaseIsBehind') return found.history.unappliedMigrationNames;
    return found.hasMigrationsTable
      ? []
      : migrationsList.migrationDirectories.map(directory => directory.path);
  });
}

/** The SQL that would bring the database to schema.prisma; empty when they agree. */
export async function diffAgainstSchema(databaseUrl: string): Promise<string> {
  return withEngine(databaseUrl, async engine => {
    const schema = await readFile(schemaFile, 'utf8');
    const files = [{ path: fileURLToPath(schemaFile), content: schema }];
    const result = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: fileURLToPath(new URL('.', schemaFile)) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    });
    const sql = result.stdout ?? '';
    return sql.includes('This is an empty migration') ? '' : sql;
  });
}

async function withEngine<T>(databaseUrl: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const { SchemaEngine } = await loadEngine();
  const pool = catalogPool(databaseUrl);
  const adapter = bindMigrationAwareSqlAdapterFactory(catalogAdapter(pool));
  const schema = await readFile(schemaFile, 'utf8');
  const engine = await SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => undefined,
    adapter,
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

/**
 * PostgreSQL's catalogue is full of its internal type "char" (oid 18), which the driver adapter does not know. The
 * pool passes such columns on as TIME, which no catalogue query and no table of ours uses, and the adapter's answer
 * then calls every TIME a character.
 */
const charOid = 18;
const timeOid = 1083;

function catalogPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 });
  const query = pool.query.bind(pool) as (config: pg.QueryArrayConfig) => Promise<pg.QueryArrayResult>;
  const readable = async (config: pg.QueryArrayConfig): Promise<pg.QueryArrayResult> => {
    const result = await query(config);
    for (const field of result.fields) if (field.dataTypeID === charOid) field.dataTypeID = timeOid;
    return result;
  };
  return Object.assign(pool, { query: readable });
}

function catalogAdapter(pool: pg.Pool): PrismaPg {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  return Object.assign(factory, {
    connect: async () => {
      const adapter = await connect();
      const queryRaw = adapter.queryRaw.bind(adapter);
      return Object.assign(adapter, {
        // The adapter cuts a script at every semicolon, also within a function's body or a comment. Sent whole, it is
        // also one transaction: a migration that fails leaves nothing behind.
        executeScript: (script: string) => runScript(pool, script),
        queryRaw: async (query: SqlQuery) => {
          const result = await queryRaw(query);
          const columnTypes = result.columnTypes.map(type =>
            type === ColumnTypeEnum.Time ? ColumnTypeEnum.Character : type,
          );
          return { ...result, columnTypes };
        },
      });
    },
  });
}

async function runScript(pool: pg.Pool, script: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(script);
  } finally {
    client.release();
  }
}

/** The little of Node's WebAssembly global used here; its full types come only with the browser's. */
const wasm = (globalThis as unknown as { WebAssembly: WasmLoader }).WebAssembly;
interface WasmLoader {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
}

/** The package loads its .wasm through a bundler's import, which Node does not know: bind it by hand, once. */
let loaded: Promise<EngineModule> | undefined;
function loadEngine(): Promise<EngineModule> {
  loaded ??= (async () => {
    const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const file = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const bytes = await readFile(file.replace(/\.js$/, '.wasm'));
    const { instance } = await wasm.instantiate(bytes, { './schema_engine_bg.js': bindings });
    bindings.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
    return bindings;
  })();
  return loaded;
}

async function migrationList(): Promise<MigrationList> {
  const entries = await readdir(migrationsDirectory, { withFileTypes: true });
  const names = entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async path => {
      const value = await readFile(new URL(`${path}/migration.sql`, migrationsDirectory), 'utf8');
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
    }),
  );
  return {
    baseDir: fileURLToPath(migrationsDirectory),
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

import { RowStoreError } from '../../controller/row-store.ts';
import { onlyRow, SqlError, textOf, type RunOptions, type SqlPool, type SqlTransaction } from '../sql.ts';
import {
  createMigrationTable,
  createSchema,
  inspectSchema,
  lockMigrations,
  readVersion,
  recordVersion,
} from '../statements/ledger-schema.ts';
import { MIGRATIONS, type Migration } from '../statements/migrations.ts';

/** How much newer than this operator a schema may be. */
const TOLERATED_AHEAD = 1;

export interface MigrateOptions extends RunOptions {
  /** @defaultValue all that this operator knows */
  readonly migrations?: readonly Migration[];
}

/**
 * Brings the ledger's schema up to this operator's version and returns the version found afterwards. Writes nothing if
 * it is there already, so that a role without the right to create works once a DBA has run the DDL. Safe when several
 * operators do it at once.
 *
 * Throws LedgerUnavailable when the role may not create or use the schema, or when the schema is of a later operator.
 */
export async function migrate(pool: SqlPool, options: MigrateOptions = {}): Promise<number> {
  const { migrations = MIGRATIONS, ...run } = options;
  const found = await currentVersion(pool, run);
  if (found >= migrations.length) return accept(found, migrations.length);
  try {
    return await pool.transaction(async (transaction) => {
      await transaction.run(lockMigrations);
      return await migrateLocked(transaction, migrations);
    }, run);
  } catch (thrown) {
    // A role that may create the schema but not read what somebody else put there.
    if (thrown instanceof SqlError && thrown.code === '42501')
      throw notAllowed('may not change schema postgres_writer');
    throw thrown;
  }
}

async function currentVersion(pool: SqlPool, run: RunOptions): Promise<number> {
  const [result] = await pool.run([inspectSchema], run);
  const row = onlyRow(result);
  const role = textOf(row, 'role');
  if (row['exists'] !== 't') {
    if (row['may_create'] === 't') return 0;
    throw notAllowed(`may not create schema postgres_writer in this database`, role);
  }
  if (row['usable'] !== 't') throw notAllowed('may not use schema postgres_writer', role);
  if (row['migrated'] !== 't') return 0;
  try {
    const [version] = await pool.run([readVersion], run);
    return Number(textOf(onlyRow(version), 'version'));
  } catch (thrown) {
    if (thrown instanceof SqlError && thrown.code === '42501')
      throw notAllowed('may not read schema postgres_writer', role);
    throw thrown;
  }
}

/** Looks again under the lock: another operator may have been faster. */
async function migrateLocked(transaction: SqlTransaction, migrations: readonly Migration[]): Promise<number> {
  const [inspected] = await transaction.run(inspectSchema);
  if (onlyRow(inspected)['exists'] !== 't') await transaction.run(createSchema);
  const [, result] = await transaction.run(createMigrationTable, readVersion);
  const version = Number(textOf(onlyRow(result), 'version'));
  const pending = migrations.filter((migration) => migration.version > version);
  for (const { statements, version: next } of pending) {
    await transaction.run(...statements.map((text) => ({ text, values: [] })), recordVersion(next));
  }
  return accept(Math.max(version, migrations.length), migrations.length);
}

function accept(found: number, known: number): number {
  if (found <= known + TOLERATED_AHEAD) return found;
  throw new RowStoreError(
    'blocked',
    'LedgerUnavailable',
    `schema postgres_writer is at version ${found}; this operator works on ${known} and ${known + TOLERATED_AHEAD}: run the newer operator`,
  );
}

function notAllowed(what: string, role?: string): RowStoreError {
  const who = role === undefined ? "the operator's role" : `role ${role}`;
  return new RowStoreError(
    'blocked',
    'LedgerUnavailable',
    `${who} ${what}: let an administrator grant CREATE on the database, or run the DDL that "postgres-writer migrate --print" prints`,
    { code: '42501' },
  );
}

import { createDatabase } from '@kubewright/envtest';
import { afterEach } from 'vitest';
import { Tables } from '../database.ts';
import type { OperatorProcess } from '../operator.ts';
import type { Stage } from '../stage.ts';
import { dumperFor } from './dump.ts';

/** A database that was restored from a dump of the stage's. */
export interface Restored {
  readonly name: string;
  readonly tables: Tables;
  /** Starts an operator on it, and waits until it is ready. */
  readonly startOperator: () => Promise<OperatorProcess>;
  /**
   * Exchanges the names of the two databases, as an administrator does who puts the restored one in the place of the
   * other: sessions in both are ended. From then on `tables` of the stage are those of this one, until after the test.
   */
  readonly exchange: () => Promise<void>;
}

/** Gives the test file, or the `describe`, databases restored from what is in the stage's by then; dropped after each test. */
export function useRestores(stage: Stage): { readonly restore: () => Promise<Restored> } {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  return {
    async restore() {
      const copy = await createDatabase(stage.environment.database);
      undo.push(() => copy.drop());
      const dumper = await dumperFor(stage.tables.sql);
      console.info(`restored by ${dumper.name}`);
      await dumper.copy(stage.environment.database, copy.access);
      const { database: name } = copy.access;
      return {
        name,
        tables: new Tables(copy.sql),
        startOperator: () => stage.startOperator({ database: { ...stage.login, database: name } }),
        exchange: async () => {
          await exchange(stage, name);
          undo.push(() => exchange(stage, name));
        },
      };
    },
  };
}

/** How many live entries of the ledger know their table by the OID that it has in this database, and how many do not. */
export async function bindings({ sql }: Tables): Promise<{ readonly bound: number; readonly unbound: number }> {
  const [row] = await sql<{ bound: number; unbound: number }>(
    `select count(*) filter (where ok)::int as bound, count(*) filter (where not ok)::int as unbound
    from (select table_oid is not distinct from to_regclass(schema_name || '.' || table_name) as ok
      from postgres_writer.ledger where state = 'live') l`,
  );
  return row ?? { bound: 0, unbound: 0 };
}

async function exchange({ environment }: Stage, other: string): Promise<void> {
  const { database } = environment.database;
  const elsewhere = await createDatabase({ ...environment.database, database: 'postgres' });
  try {
    const { sql } = elsewhere;
    const both = [database, other];
    for (const name of both) await sql(`alter database ${name} with allow_connections false`);
    await sql('select pg_terminate_backend(pid) from pg_stat_activity where datname = any ($1)', [both]);
    await sql(`alter database ${database} rename to ${database}_exchanged`);
    await sql(`alter database ${other} rename to ${database}`);
    await sql(`alter database ${database}_exchanged rename to ${other}`);
    for (const name of both) await sql(`alter database ${name} with allow_connections true`);
  } finally {
    await elsewhere.drop();
  }
}

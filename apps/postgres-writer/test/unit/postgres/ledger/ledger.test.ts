import { expect, test } from 'vitest';
import { Ledger } from '../../../../postgres/ledger/ledger.ts';
import type { SqlPool, SqlRow, Statement } from '../../../../postgres/sql.ts';
import { readIdentity, unbindEntries } from '../../../../postgres/statements/administration.ts';
import { inspectSchema, readEpoch, readVersion } from '../../../../postgres/statements/ledger-schema.ts';
import { SCHEMA_VERSION } from '../../../../postgres/statements/migrations.ts';

/** Which database there is (`actual`), and which one the ledger in it says it is in (`known`); how often it was unbound. */
function aDatabase() {
  const state = { known: 'one', actual: 'one', unbound: 0 };
  const answers = new Map<Statement, () => SqlRow>([
    [inspectSchema, () => ({ role: 'r', exists: 't', may_create: 't', usable: 't', migrated: 't' })],
    [readVersion, () => ({ version: String(SCHEMA_VERSION) })],
    [readEpoch, () => ({ epoch: '0' })],
    [readIdentity, () => ({ known: state.known, actual: state.actual })],
  ]);
  const answer = (statement: Statement) => {
    if (statement === unbindEntries) state.unbound += 1;
    if (statement.text.includes('set database_identity')) state.known = String(statement.values[0]);
    const row = answers.get(statement)?.();
    return { rows: row === undefined ? [] : [row], tag: '' };
  };
  const pool: SqlPool = {
    run: (statements) => Promise.resolve(statements.map(answer)),
    transaction: (work) => work({ run: (...statements) => Promise.resolve(statements.map(answer)) }),
    close: () => Promise.resolve(),
  };
  return { state, pool };
}

test('a database that took the place of another is noticed by each replica, once, and unbound by the first', async () => {
  const { state, pool } = aDatabase();
  const replicas = [new Ledger(pool), new Ledger(pool)];
  for (const replica of replicas) {
    await replica.ready();
    await expect(replica.confirm()).resolves.toBeUndefined();
  }
  state.actual = 'restored';
  for (const replica of replicas) {
    await expect(replica.confirm()).rejects.toMatchObject({ failure: 'unavailable', reason: 'DatabaseUnavailable' });
    expect(replica.known).toBeUndefined();
    await replica.ready();
    await expect(replica.confirm()).resolves.toBeUndefined();
  }
  expect(state).toEqual({ known: 'restored', actual: 'restored', unbound: 1 });
});

import { describe, expect, test } from 'vitest';
import type { Tables } from '../support/database.ts';
import { bindings, useRestores } from '../support/dump/restores.ts';
import { soon } from '../support/eventually.ts';
import { violations } from '../support/invariants.ts';
import { conditionOf, type Spec } from '../support/postgres-writers.ts';
import { useStage, type Stage } from '../support/stage.ts';

// The database is dumped and restored into another one, in which every table has another OID, and the work goes on there.
const FOREIGN = { id: 'somebody/else', name: 'not ours', age: 99, country: 'elsewhere' };

const helpersOf = (stage: Stage) => ({
  /** Makes an object and waits until it is in order. */
  make: async (name: string, spec: Partial<Spec> = {}): Promise<void> => {
    await stage.writers.create(name, spec);
    await soon(() => stage.writers.readiness(name)).toBe('True');
  },
  ageOf: async (tables: Tables, name: string, table?: string): Promise<number | undefined> =>
    (await tables.row(stage.writers.row(name).id, table))?.age,
  messageOf: async (name: string, type = 'Ready'): Promise<string | undefined> =>
    conditionOf(await stage.writers.get(name), type)?.message,
  versionsOfObjects: async (): Promise<readonly string[]> =>
    (await stage.writers.list()).map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`),
});

describe('everything as it was dumped', () => {
  const stage = useStage();
  const { restore } = useRestores(stage);
  const { ageOf, versionsOfObjects } = helpersOf(stage);

  test('is bound again by name, not written, and worked on', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `same-${index}`);
    {
      await using _operator = await stage.startOperator();
      await stage.writers.createMany(names, (age) => ({ age, driftPolicy: age % 2 === 0 ? 'Correct' : 'Report' }));
      await soon(async () => (await stage.writers.count()).ready).toBe(names.length);
      await stage.tables.insert(FOREIGN);
    }
    const { tables, startOperator } = await restore();
    const [rows, objects] = [await tables.versions(), await versionsOfObjects()];
    expect(await bindings(tables)).toEqual({ bound: 0, unbound: names.length });

    await using _operator = await startOperator();
    await soon(() => bindings(tables)).toEqual({ bound: names.length, unbound: 0 });
    expect(await tables.versions()).toEqual(rows);
    expect(await versionsOfObjects()).toEqual(objects);

    await stage.writers.edit('same-0', { age: 70 });
    await stage.writers.edit('same-1', { table: 'alumni' });
    await stage.writers.delete('same-2');
    await soon(() => ageOf(tables, 'same-0')).toBe(70);
    await soon(() => ageOf(tables, 'same-1', 'alumni')).toBe(1);
    await soon(() => stage.writers.get('same-2')).toBeUndefined();
    const tableNames = ['students', 'alumni'];
    const scene = { writers: stage.writers, tables, tableNames, foreign: { students: [FOREIGN] } };
    await soon(() => violations(scene)).toEqual([]);
  });
});

describe('what went on after the dump', () => {
  const stage = useStage();
  const { restore } = useRestores(stage);
  const { make, ageOf, messageOf } = helpersOf(stage);

  test('is made good where it is known whose row it is; other rows are left, and told of', async () => {
    const old = await stage.startOperator();
    for (const name of ['edited', 'gone', 'moved', 'kept-gone']) await make(name, { age: 1 });
    await make('reported', { age: 1, driftPolicy: 'Report' });
    for (const name of ['kept', 'kept-edited']) {
      await make(name, { age: 1, deletionPolicy: 'Retain' });
      await stage.writers.delete(name);
      await soon(() => stage.writers.get(name)).toBeUndefined();
    }
    await stage.writers.edit('kept-gone', { deletionPolicy: 'Retain' });
    await soon(() => stage.writers.readiness('kept-gone')).toBe('True');

    const { tables, startOperator } = await restore();
    for (const name of ['edited', 'reported']) await stage.writers.edit(name, { age: 2 });
    await stage.writers.edit('moved', { table: 'alumni' });
    for (const name of ['gone', 'kept-gone']) await stage.writers.delete(name);
    await stage.writers.create('new', { age: 1 });
    await soon(async () => (await stage.writers.count()).ready).toBe(4);
    await soon(async () => (await stage.writers.list()).length).toBe(4);
    await old.stop();

    await using operator = await startOperator();
    // Objects whose status says where their row is: it becomes as they say, unless they say that it is only to be told of.
    await soon(() => ageOf(tables, 'edited')).toBe(2);
    await soon(() => ageOf(tables, 'new')).toBe(1);
    await soon(() => ageOf(tables, 'moved', 'alumni')).toBe(1);
    await soon(() => messageOf('reported', 'Drifted')).toMatch(/ differs from the spec in age$/);
    expect(await ageOf(tables, 'reported')).toBe(1);
    await stage.writers.edit('reported', { country: 'Chile' });
    await soon(() => ageOf(tables, 'reported')).toBe(2);

    // A row that was kept is taken back if it is as the new object of that name says; else a person has to say so.
    await make('kept', { age: 1, deletionPolicy: 'Retain' });
    await stage.writers.create('kept-edited', { age: 2 });
    await soon(() => stage.writers.readiness('kept-edited')).toBe('RowOwnedByAnother');
    expect(await messageOf('kept-edited')).toMatch(
      /was written for this object before the database was restored from a dump, but differs .* Set spec.adoptionPolicy to Adopt/,
    );
    expect(await ageOf(tables, 'kept-edited')).toBe(1);
    await stage.writers.edit('kept-edited', { adoptionPolicy: 'Adopt' });
    await soon(() => ageOf(tables, 'kept-edited')).toBe(2);

    // Nobody can say whether these are the rows that were dumped with the ledger.
    const leftovers = () =>
      operator.logs
        .filter(({ level, msg }) => level === 'warn' && msg.includes(' left: '))
        .map(({ table, left }) => table ?? left);
    await soon(leftovers).toEqual(expect.arrayContaining(['public.students', 1]));
    expect(await Promise.all(['gone', 'moved', 'kept-gone'].map((name) => ageOf(tables, name)))).toEqual([1, 1, 1]);
    expect(await tables.sql(ROWS_WITHOUT_OBJECT, [stage.environment.namespace])).toEqual([
      { id: stage.writers.row('gone').id },
      { id: stage.writers.row('moved').id },
    ]);
  });
});

/** As in docs/backup-and-restore.md. */
const ROWS_WITHOUT_OBJECT = `select t.id from students t
  where t.id like $1 || '/%' and not exists (select from postgres_writer.ledger l
    where l.row_key = t.id and l.schema_name = 'public' and l.table_name = 'students' and l.state <> 'tombstone')
  order by t.id`;

describe('a database that is replaced while the operator runs', () => {
  const stage = useStage();
  const { restore } = useRestores(stage);
  const { make, ageOf } = helpersOf(stage);

  test('is noticed, and its rows are bound again', async () => {
    const { tables } = stage;
    await using _operator = await stage.startOperator();
    for (const name of ['ann', 'bob']) await make(name, { age: 1 });
    const restored = await restore();
    const rows = await restored.tables.versions();
    await restored.exchange();

    await soon(() => bindings(tables)).toEqual({ bound: 2, unbound: 0 });
    await soon(() => tables.sql(IS_KNOWN)).toEqual([{ known: true }]);
    expect(await tables.versions()).toEqual(rows);
    await stage.writers.edit('ann', { age: 2 });
    await soon(() => ageOf(tables, 'ann')).toBe(2);
    await soon(() => violations({ writers: stage.writers, tables, tableNames: ['students', 'alumni'] })).toEqual([]);
  });
});

/** Whether the ledger knows in which database it is. */
const IS_KNOWN = `select split_part(database_identity, '/', 2) = (select oid::text from pg_database
  where datname = current_database()) as known from postgres_writer.settings`;

import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { fingerprint, violations } from '../support/invariants.ts';
import { recordHistory, regressions } from '../support/history.ts';
import { useStage } from '../support/stage.ts';

// What happens while no operator runs, or while one is being stopped. Each test has operators of its own.
const stage = useStage();
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] });
const names = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const allReady = () =>
  soon(async () => {
    const { objects, ready } = await stage.writers.count();
    return objects - ready;
  }).toBe(0);

test('what was created, edited, moved and deleted meanwhile is made true at the next start', async () => {
  {
    await using _operator = await stage.startOperator();
    await stage.writers.createMany(['edited', 'moved', 'deleted', 'kept']);
    await allReady();
  }
  await stage.writers.edit('edited', { age: 31 });
  await stage.writers.edit('moved', { table: 'alumni' });
  await stage.writers.delete('deleted');
  await stage.writers.create('created');
  expect((await stage.writers.get('deleted'))?.metadata.deletionTimestamp).toBeDefined();

  await using _operator = await stage.startOperator();
  await soon(() => stage.writers.get('deleted')).toBeUndefined();
  await allReady();
  expect(await violations(scene())).toEqual([]);
  expect(await stage.tables.row(`${stage.environment.namespace}/moved`, 'alumni')).toBeDefined();
});

test('a restart with everything in order writes nothing, to neither side', async () => {
  {
    await using _operator = await stage.startOperator();
    await stage.writers.createMany(names('steady', 20));
    await allReady();
  }
  const before = await fingerprint(scene());
  {
    await using _operator = await stage.startOperator();
    // One more object shows that the operator has worked through what was there: the initial list comes first.
    await stage.writers.create('newcomer');
    await allReady();
  }
  await stage.tables.sql(`delete from students where id like '%/newcomer'`);
  await stage.tables.sql(`delete from postgres_writer.ledger where name = 'newcomer'`);
  await stage.writers.patch('newcomer', { metadata: { finalizers: [] } });
  await stage.writers.delete('newcomer');
  expect(await fingerprint(scene())).toEqual(before);
});

test('SIGTERM in the middle of work leaves nothing half done, and the next operator finishes it', async () => {
  const history = await recordHistory(stage.tables);
  const work = names('busy', 60);
  {
    await using operator = await stage.startOperator();
    await stage.writers.createMany(work, () => ({ age: 1 }));
    await soon(async () => (await history()).length).toBeGreaterThan(10);
    const exit = await operator.stop();
    expect(exit).toEqual({ code: 0, signal: null });
    expect(operator.output).not.toMatch(/unhandled|uncaught/i);
  }
  // No transaction was left open, and each row that is there has its entry in the ledger and the reverse.
  await soon(() => stage.operatorSessions()).toEqual([]);
  expect(await rowsWithoutEntry()).toEqual([]);

  await using _operator = await stage.startOperator();
  await allReady();
  expect(await violations(scene())).toEqual([]);
  expect(regressions(await history())).toEqual([]);
  await stage.tables.sql('drop trigger students_history on students');
});

test('SIGKILL in the middle of work loses nothing and writes nothing twice', async () => {
  const work = names('killed', 60);
  {
    await using operator = await stage.startOperator();
    await stage.writers.createMany(work, () => ({ age: 1 }));
    await soon(() => stage.tables.count()).toBeGreaterThan(10);
    await Promise.all(work.slice(0, 20).map((name) => stage.writers.edit(name, { age: 2, table: 'alumni' })));
    await Promise.all(work.slice(20, 40).map((name) => stage.writers.delete(name)));
    expect(await operator.kill()).toEqual({ code: null, signal: 'SIGKILL' });
  }
  expect(await rowsWithoutEntry()).toEqual([]);

  await using _operator = await stage.startOperator();
  await soon(async () => (await stage.writers.list()).filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
  await allReady();
  // Eventually: an object can lose its finalizer to a DELETE that was under way (see OrphanSweeper), and the row of one
  // that vanished so goes with the next sweep. Seen once in some hundred runs, with eight of the twenty deleted here.
  await soon(() => violations(scene())).toEqual([]);
});

test('a row whose object vanished while no operator ran is removed at the next start, foreign rows stay', async () => {
  {
    await using _operator = await stage.startOperator();
    await stage.writers.createMany(['vanished', 'stays']);
    await allReady();
  }
  await stage.tables.sql(`insert into students (id, name, age, country) values ('nobody/foreign', 'ann', 30, 'peru')`);
  await stage.writers.patch('vanished', { metadata: { finalizers: [] } });
  await stage.writers.delete('vanished');
  expect(await stage.writers.get('vanished')).toBeUndefined();
  expect(await stage.tables.row(`${stage.environment.namespace}/vanished`)).toBeDefined();

  await using operator = await stage.startOperator();
  await soon(() => stage.tables.row(`${stage.environment.namespace}/vanished`)).toBeUndefined();
  expect(operator.output).toContain('rows without an object removed');
  expect(await stage.tables.row('nobody/foreign')).toBeDefined();
  expect(await stage.tables.row(`${stage.environment.namespace}/stays`)).toBeDefined();
  await stage.tables.sql(`delete from students where id = 'nobody/foreign'`);
});

/** Rows of ours without a ledger entry, and entries that own a row that is not there: half a transaction. */
async function rowsWithoutEntry(): Promise<readonly unknown[]> {
  return stage.tables.sql(
    `select coalesce(r.id, l.row_key) as id, r.id is null as row_missing
     from (select id from students union all select id from alumni) r
     full join (select row_key from postgres_writer.ledger where state = 'live') l on l.row_key = r.id
     where r.id is null or l.row_key is null`,
  );
}

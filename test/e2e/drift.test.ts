import { expect, test } from 'vitest';
import { soon, throughout } from '../support/eventually.ts';
import { violations } from '../support/invariants.ts';
import { conditionOf, type Spec } from '../support/postgres-writers.ts';
import { useOperator, useStage } from '../support/stage.ts';

// Rows that somebody changes behind the operator's back, who looks often here.
const INTERVAL_MS = 300;
const stage = useStage();
const { tables } = stage;
const operator = useOperator(stage, () => ({ args: [`--drift-interval=${INTERVAL_MS}ms`] }));
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;

interface Event {
  readonly type: string;
  readonly reason: string;
  readonly note: string;
}

async function created(name: string, spec: Partial<Spec> = {}): Promise<void> {
  await stage.writers.create(name, spec);
  await soon(() => stage.writers.readiness(name)).toBe('True');
}
const byHand = (name: string, change: string) =>
  tables.sql(`update students set ${change} where id = $1`, [idOf(name)]);
const conditions = async (name: string) =>
  (await stage.writers.get(name))?.status?.conditions?.map(({ type, status }) => `${type}=${status}`);

async function eventsOf(name: string): Promise<readonly Event[]> {
  const path = `/apis/events.k8s.io/v1/namespaces/${stage.environment.namespace}/events`;
  const { items } = await stage.api.get<{ items: readonly (Event & { regarding: { name: string } })[] }>(path);
  return items.filter(({ regarding }) => regarding.name === name);
}
/** A comparison that began after now has ended. */
async function comparedAgain(): Promise<void> {
  await created('turn', { age: 1 });
  await byHand('turn', 'age = 2');
  await soon(async () => (await tables.row(idOf('turn')))?.age).toBe(1);
  await stage.writers.delete('turn');
  await soon(() => stage.writers.get('turn')).toBeUndefined();
}

test('a row that was edited by hand is written again, with an event and a count, and no word in the status', async () => {
  await created('ann', { name: 'Ann S3CRET', age: 30 });
  const { metadata } = (await stage.writers.get('ann'))!;
  await byHand('ann', "age = 31, country = 'HIDDEN'");
  await soon(() => tables.row(idOf('ann'))).toEqual(stage.writers.row('ann', { name: 'Ann S3CRET', age: 30 }));
  await soon(() => eventsOf('ann')).toMatchObject([
    {
      type: 'Normal',
      reason: 'DriftRepaired',
      note: `row ${idOf('ann')} in public.students differs from the spec in age, country; it was written again`,
    },
  ]);
  expect((await stage.writers.get('ann'))?.metadata.resourceVersion).toBe(metadata.resourceVersion);
  await soon(() => operator.current.metrics()).toMatch(/^postgres_writer_rows_repaired_total [1-9]/m);
  expect(operator.current.output).not.toMatch(/S3CRET|HIDDEN/);
});

test('a row that was deleted by hand comes back', async () => {
  await created('ben');
  await tables.sql('delete from students where id = $1', [idOf('ben')]);
  await soon(() => tables.row(idOf('ben'))).toEqual(stage.writers.row('ben'));
});

test('many rows that were changed at once are all written again', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `many-${index}`);
  await stage.writers.createMany(names, (index) => ({ age: index }));
  await soon(async () => (await stage.writers.count()).ready).toBeGreaterThanOrEqual(200);
  await tables.sql("update students set age = -1 where id like '%/many-%'");
  await soon(() =>
    tables.sql("select count(*)::int as wrong from students where id like '%/many-%' and age = -1"),
  ).toEqual([{ wrong: 0 }]);
});

test('a repair that fails is told of by the condition, until it succeeds', async () => {
  await created('cleo', { age: 30 });
  await byHand('cleo', 'age = 40');
  await tables.sql(
    `alter table students add constraint not_cleo check (id <> '${idOf('cleo')}' or age = 40) not valid`,
  );
  await byHand('cleo', "country = 'Chile'");
  await soon(() => conditions('cleo')).toEqual(expect.arrayContaining(['Ready=False', 'Stalled=True', 'Drifted=True']));
  await tables.sql('alter table students drop constraint not_cleo');
  await soon(() => conditions('cleo')).toEqual(['Ready=True']);
  expect((await tables.row(idOf('cleo')))?.age).toBe(30);
});

test('with driftPolicy Report a changed row is told of and left alone, until it is put right', async () => {
  await created('dora', { driftPolicy: 'Report', age: 30, table: 'alumni' });
  await tables.sql('update alumni set age = 31 where id = $1', [idOf('dora')]);
  await soon(() => conditions('dora')).toEqual(expect.arrayContaining(['Ready=True', 'Drifted=True']));
  const told = await stage.writers.get('dora');
  const drifted = `row ${idOf('dora')} in public.alumni differs from the spec in age`;
  expect(conditionOf(told, 'Drifted')?.message).toBe(drifted);
  expect(conditionOf(told, 'Ready')?.reason).toBe('Drifted');
  await soon(() => eventsOf('dora')).toMatchObject([{ type: 'Warning', reason: 'Drifted' }]);

  await comparedAgain();
  expect((await tables.row(idOf('dora'), 'alumni'))?.age).toBe(31);
  expect((await stage.writers.get('dora'))?.metadata.resourceVersion).toBe(told?.metadata.resourceVersion);
  expect(await eventsOf('dora')).toHaveLength(1);

  await tables.sql('delete from alumni where id = $1', [idOf('dora')]);
  await soon(async () => conditionOf(await stage.writers.get('dora'), 'Drifted')?.message).toBe(
    `row ${idOf('dora')} is missing from public.alumni`,
  );
  await tables.insert(stage.writers.row('dora', { age: 30 }), 'alumni');
  await soon(() => conditions('dora')).toEqual(['Ready=True']);
});

test('with driftPolicy Report any edit of the spec writes the row', async () => {
  await created('eve', { driftPolicy: 'Report', age: 1 });
  await byHand('eve', 'age = 99');
  await soon(() => conditions('eve')).toContain('Drifted=True');
  await stage.writers.edit('eve', { age: 2 });
  await soon(() => tables.row(idOf('eve'))).toEqual(stage.writers.row('eve', { age: 2 }));
  await soon(() => conditions('eve')).toEqual(['Ready=True']);
});

test('a suspended object is no matter of drift', async () => {
  await created('finn', { age: 1 });
  await stage.writers.patch('finn', { spec: { suspend: true } });
  await soon(() => stage.writers.readiness('finn')).toBe('Suspended');
  await byHand('finn', 'age = 77');
  await comparedAgain();
  expect((await tables.row(idOf('finn')))?.age).toBe(77);
  await stage.writers.patch('finn', { spec: { suspend: false } });
  await soon(async () => (await tables.row(idOf('finn')))?.age).toBe(1);
});

test('a table that was dropped under rows in order is noticed, and its rows come with the new one', async () => {
  await tables.create('brief');
  await created('gus', { table: 'brief' });
  await tables.sql('drop table brief');
  await soon(() => stage.writers.readiness('gus')).toBe('TableNotFound');
  await tables.create('brief');
  await soon(() => tables.row(idOf('gus'), 'brief')).toEqual(stage.writers.row('gus'));
  await soon(() => conditions('gus')).toEqual(['Ready=True']);
});

test('in the end all rows are as their objects ask, and nothing is written any more', async () => {
  const tableNames = ['students', 'alumni', 'brief'];
  await soon(() => violations({ writers: stage.writers, tables, tableNames })).toEqual([]);
  const before = await tables.versions();
  await throughout(3 * INTERVAL_MS, async () => {
    expect(await tables.versions()).toEqual(before);
  });
});

import { describe, expect, test } from 'vitest';
import { soon, throughout } from '../support/eventually.ts';
import { violations } from '../support/invariants.ts';
import { conditionOf, FINALIZER } from '../support/postgres-writers.ts';
import { useOperator, useStage } from '../support/stage.ts';

const stage = useStage();
const operator = useOperator(stage);
const { tables } = stage;
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
const ready = (name: string) => soon(() => stage.writers.readiness(name)).toBe('True');

describe('a new object', () => {
  test('becomes a row, says so, and holds the finalizer', async () => {
    await stage.writers.create('ann', { age: 30 });
    await ready('ann');
    expect(await tables.row(idOf('ann'))).toEqual(stage.writers.row('ann', { age: 30 }));
    const object = await stage.writers.get('ann');
    expect(object?.metadata.finalizers).toEqual([FINALIZER]);
    expect(object?.status).toMatchObject({ observedGeneration: 1, table: 'public.students' });
    expect(object?.status?.conditions).toHaveLength(1);
  });

  test('shares a table with others', async () => {
    await stage.writers.createMany(['ben', 'cleo'], (index) => ({ age: index }));
    await Promise.all(['ben', 'cleo'].map(ready));
    await stage.writers.delete('ben');
    await soon(() => stage.writers.get('ben')).toBeUndefined();
    expect(await tables.row(idOf('ben'))).toBeUndefined();
    expect(await tables.row(idOf('cleo'))).toEqual(stage.writers.row('cleo', { age: 1 }));
  });

  test('that says "-1" of itself has not been seen yet', async () => {
    const created = await stage.writers.create('unseen');
    expect(created.status?.observedGeneration).toBe(-1);
  });
});

describe('an edit', () => {
  test('reaches the row, and the status speaks of the new generation', async () => {
    await stage.writers.create('dora', { age: 1 });
    await ready('dora');
    await stage.writers.edit('dora', { name: 'Dora', age: 2, country: 'Chile' });
    await soon(() => tables.row(idOf('dora'))).toEqual({ id: idOf('dora'), name: 'Dora', age: 2, country: 'Chile' });
    await soon(async () => (await stage.writers.get('dora'))?.status?.observedGeneration).toBe(2);
  });

  test('back to what was there before (A, B, A) ends with A', async () => {
    await stage.writers.create('eve', { age: 1 });
    await ready('eve');
    await stage.writers.edit('eve', { age: 2 });
    await stage.writers.edit('eve', { age: 1 });
    await soon(async () => (await stage.writers.get('eve'))?.status?.observedGeneration).toBe(3);
    expect((await tables.row(idOf('eve')))?.age).toBe(1);
  });

  test('of labels and annotations alone writes nothing', async () => {
    await stage.writers.create('finn');
    await ready('finn');
    const before = await tables.versions();
    const { metadata } = await stage.writers.patch('finn', {
      metadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
    });
    // Somebody else's object goes through meanwhile: the operator was awake.
    await stage.writers.create('after-finn', { table: 'alumni' });
    await ready('after-finn');
    expect(await tables.versions()).toEqual(before);
    expect((await stage.writers.get('finn'))?.metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  test('of many generations in a row ends with the last one', async () => {
    await stage.writers.create('gus', { age: 0 });
    for (let age = 1; age <= 25; age += 1) await stage.writers.edit('gus', { age });
    await soon(async () => (await tables.row(idOf('gus')))?.age).toBe(25);
    await soon(async () => (await stage.writers.get('gus'))?.status?.observedGeneration).toBe(26);
  });
});

describe('another table in the spec', () => {
  test('moves the row, there and back', async () => {
    await stage.writers.create('hal', { table: 'students', age: 5 });
    await ready('hal');
    await stage.writers.edit('hal', { table: 'alumni' });
    await soon(() => tables.row(idOf('hal'), 'alumni')).toEqual(stage.writers.row('hal', { age: 5 }));
    expect(await tables.row(idOf('hal'), 'students')).toBeUndefined();
    await soon(async () => (await stage.writers.get('hal'))?.status?.table).toBe('public.alumni');
    await stage.writers.edit('hal', { table: 'students', age: 6 });
    await soon(() => tables.row(idOf('hal'), 'students')).toEqual(stage.writers.row('hal', { age: 6 }));
    expect(await tables.row(idOf('hal'), 'alumni')).toBeUndefined();
  });

  test('is never seen in both tables or in none', async () => {
    await stage.writers.create('ida', { table: 'students' });
    await ready('ida');
    const places = async (): Promise<unknown> => {
      const [found] = await tables.sql<{ n: number }>(
        'select count(*)::int as n from (select id from students union all select id from alumni) t where id = $1',
        [idOf('ida')],
      );
      return found?.n;
    };
    for (const table of ['alumni', 'students', 'alumni']) await stage.writers.edit('ida', { table });
    await throughout(500, async () => {
      expect(await places()).toBe(1);
    });
    await soon(() => tables.row(idOf('ida'), 'alumni')).toBeDefined();
  });

  test('that does not exist leaves the row where it is, and says so', async () => {
    await stage.writers.create('jon');
    await ready('jon');
    await stage.writers.edit('jon', { table: 'nowhere' });
    await soon(() => stage.writers.readiness('jon')).toBe('TableNotFound');
    expect(await tables.row(idOf('jon'), 'students')).toBeDefined();
    await stage.writers.edit('jon', { table: 'students' });
    await ready('jon');
  });
});

describe('a deletion', () => {
  test('leaves the finalizers of others, and the object with them', async () => {
    const others = 'example.com/keep';
    await stage.writers.create('kim', {}, { finalizers: [others] });
    await ready('kim');
    expect((await stage.writers.get('kim'))?.metadata.finalizers).toEqual([others, FINALIZER]);
    await stage.writers.delete('kim');
    await soon(async () => (await stage.writers.get('kim'))?.metadata.finalizers).toEqual([others]);
    expect(await tables.row(idOf('kim'))).toBeUndefined();
    await stage.writers.patch('kim', { metadata: { finalizers: [] } });
    await soon(() => stage.writers.get('kim')).toBeUndefined();
  });

  test('of an object whose deletion somebody else holds up does not bring its row back', async () => {
    await stage.writers.create('lea', {}, { finalizers: ['example.com/keep'] });
    await ready('lea');
    await stage.writers.delete('lea');
    await soon(() => tables.row(idOf('lea'))).toBeUndefined();
    await stage.writers.edit('lea', { age: 77 });
    await stage.writers.create('after-lea');
    await ready('after-lea');
    expect(await tables.row(idOf('lea'))).toBeUndefined();
    await stage.writers.patch('lea', { metadata: { finalizers: [] } });
  });

  test('followed at once by a new object of the same name ends with the new one', async () => {
    await stage.writers.create('max', { age: 1 });
    await ready('max');
    await stage.writers.delete('max');
    await soon(() => stage.writers.get('max')).toBeUndefined();
    const { metadata } = await stage.writers.create('max', { age: 2 });
    await ready('max');
    expect((await stage.writers.get('max'))?.metadata.uid).toBe(metadata.uid);
    expect((await tables.row(idOf('max')))?.age).toBe(2);
  });

  test('needs no row: one that was taken away by hand is no obstacle', async () => {
    await stage.writers.create('nia');
    await ready('nia');
    await tables.sql('delete from students where id = $1', [idOf('nia')]);
    await stage.writers.delete('nia');
    await soon(() => stage.writers.get('nia')).toBeUndefined();
  });

  test('of an object that never became a row is no obstacle either', async () => {
    await stage.writers.create('oda', { table: 'nowhere' });
    await soon(() => stage.writers.readiness('oda')).toBe('TableNotFound');
    await stage.writers.delete('oda');
    await soon(() => stage.writers.get('oda')).toBeUndefined();
  });
});

test('SIGUSR2 has everything logged, until the next one', async () => {
  const { current } = operator;
  const changes = () => current.logs.filter(({ msg }) => msg === 'log level changed').map(({ to }) => to);
  expect(current.logs.filter(({ level }) => level === 'debug')).toEqual([]);
  current.signal('SIGUSR2');
  await soon(changes).toEqual(['debug']);
  await stage.writers.create('logged');
  await ready('logged');
  await soon(() => current.logs.filter(({ level }) => level === 'debug').length).toBeGreaterThan(0);
  current.signal('SIGUSR2');
  await soon(changes).toEqual(['debug', 'info']);
});

test('in the end every object has its row, and no row is without an object', async () => {
  await soon(() => violations({ writers: stage.writers, tables, tableNames: ['students', 'alumni'] })).toEqual([]);
  for (const object of await stage.writers.list()) expect(conditionOf(object, 'Stalled')).toBeUndefined();
});

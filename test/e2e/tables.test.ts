import { describe, expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { conditionOf } from '../support/postgres-writers.ts';
import { useOperator, useStage } from '../support/stage.ts';

// What only somebody with rights on the database can mend: the object says so, the others go on, and it heals by itself.
const stage = useStage({ tables: ['students'] });
useOperator(stage);
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
/** "Within seconds once mended": the catalog is looked at every 5 s. */
const HEALS_MS = 9_000;

/** What an object says of itself while its table is not as it should be. */
async function stalls(name: string, reason: string): Promise<string> {
  await soon(() => stage.writers.readiness(name)).toBe(reason);
  const object = await stage.writers.get(name);
  expect(conditionOf(object, 'Stalled')).toMatchObject({ status: 'True', reason });
  expect(conditionOf(object, 'Reconciling')).toBeUndefined();
  return conditionOf(object, 'Ready')?.message ?? '';
}

async function heals(name: string, timeoutMs = HEALS_MS): Promise<void> {
  await soon(() => stage.writers.readiness(name), { timeoutMs }).toBe('True');
  expect(conditionOf(await stage.writers.get(name), 'Stalled')).toBeUndefined();
}

describe.concurrent('a table that is', () => {
  test('missing stalls its objects, until it is created', async () => {
    await stage.writers.create('early', { table: 'late' });
    expect(await stalls('early', 'TableNotFound')).toContain('late');
    await stage.tables.create('late');
    await heals('early');
    expect(await stage.tables.row(idOf('early'), 'late')).toEqual(stage.writers.row('early'));
  });

  test('in another schema is found by its qualified name', async () => {
    await stage.tables.sql('create schema school');
    await stage.tables.sql(`grant usage on schema school to ${stage.login.user}`);
    await stage.tables.create('school.pupils');
    await stage.writers.create('pupil', { table: 'school.pupils' });
    await heals('pupil');
    expect((await stage.writers.get('pupil'))?.status?.table).toBe('school.pupils');
    expect(await stage.tables.row(idOf('pupil'), 'school.pupils')).toBeDefined();
  });

  test('without a column stalls its objects, until it has it', async () => {
    await stage.tables.sql('create table narrow (id text primary key, name text, age integer)');
    await stage.writers.create('wide', { table: 'narrow' });
    expect(await stalls('wide', 'ColumnMissing')).toContain('country');
    await stage.tables.sql('alter table narrow add column country text');
    await heals('wide');
  });

  test('with a column of a type that does not fit stalls its objects; mended and touched they go on', async () => {
    await stage.tables.sql('create table odd (id text primary key, name text, age boolean, country text)');
    await stage.writers.create('typed', { table: 'odd', age: 30 });
    expect(await stalls('typed', 'ColumnTypeMismatch')).toContain('age');
    await stage.tables.sql('alter table odd alter column age type integer using 0');
    await stage.writers.edit('typed', { age: 31 });
    await heals('typed');
  });

  test('not granted stalls its objects, until it is', async () => {
    await stage.tables.create('closed');
    await stage.tables.sql(`revoke all on closed from ${stage.login.user}`);
    await stage.writers.create('outsider', { table: 'closed' });
    expect(await stalls('outsider', 'PermissionDenied')).toContain('closed');
    await stage.tables.sql(`grant select, insert, update, delete on closed to ${stage.login.user}`);
    await heals('outsider');
  });

  test('without a unique id stalls its objects, until it has one', async () => {
    await stage.tables.sql('create table loose (id text, name text, age integer, country text)');
    await stage.writers.create('keyless', { table: 'loose' });
    expect(await stalls('keyless', 'TableUnsuitable')).toContain('id');
    await stage.tables.sql('alter table loose add primary key (id)');
    await heals('keyless');
  });

  test('strict about a value stalls the object that has it, until it has another one', async () => {
    await stage.tables.create('adults');
    await stage.tables.sql('alter table adults add constraint of_age check (age >= 18)');
    await stage.writers.create('minor', { table: 'adults', age: 17 });
    const message = await stalls('minor', 'ValueRefused');
    expect(message).toContain('of_age');
    expect(message).not.toMatch(/17|Failing row/);
    await stage.writers.edit('minor', { age: 18 });
    await heals('minor');
  });

  test('strict about a value stalls the object that has it, until the rule is mended', async () => {
    await stage.tables.create('grown_ups');
    await stage.tables.sql('alter table grown_ups add constraint grown_up check (age >= 18)');
    await stage.writers.create('younger', { table: 'grown_ups', age: 17 });
    await stalls('younger', 'ValueRefused');
    await stage.tables.sql('alter table grown_ups drop constraint grown_up');
    await heals('younger');
  });

  test('dropped and created anew gets its rows back when the objects are touched', async () => {
    await stage.tables.create('brief');
    await stage.writers.create('phoenix', { table: 'brief', age: 1 });
    await heals('phoenix');
    await stage.tables.sql('drop table brief');
    await stage.writers.edit('phoenix', { age: 2 });
    await stalls('phoenix', 'TableNotFound');
    await stage.tables.create('brief');
    // That the old table is gone, and not just out of sight, is believed after a second look, five seconds later.
    await heals('phoenix', 15_000);
    expect((await stage.tables.row(idOf('phoenix'), 'brief'))?.age).toBe(2);
  });
});

test('a hundred objects on a missing table do not hold up one on a table that is there', async () => {
  const waiting = Array.from({ length: 100 }, (_, index) => `waiting-${index}`);
  await stage.writers.createMany(waiting, () => ({ table: 'awaited' }));
  const began = performance.now();
  await stage.writers.create('unhindered');
  await heals('unhindered');
  expect(performance.now() - began).toBeLessThan(5_000);
  await stage.tables.create('awaited');
  await soon(() => stage.tables.count('awaited'), { timeoutMs: HEALS_MS }).toBe(100);
});

test('a table that cannot be written holds up the deletion, and says why; with the right it goes on', async () => {
  await stage.tables.create('frozen');
  await stage.writers.create('stuck', { table: 'frozen' });
  await heals('stuck');
  await stage.tables.sql(`revoke delete on frozen from ${stage.login.user}`);
  await stage.writers.delete('stuck');
  await soon(() => stage.writers.readiness('stuck')).toBe('PermissionDenied');
  expect(await stage.tables.row(idOf('stuck'), 'frozen')).toBeDefined();
  await stage.tables.sql(`grant delete on frozen to ${stage.login.user}`);
  await soon(() => stage.writers.get('stuck'), { timeoutMs: HEALS_MS }).toBeUndefined();
  expect(await stage.tables.row(idOf('stuck'), 'frozen')).toBeUndefined();
});

test('a row that a trigger keeps from being deleted keeps its finalizer, and says why', async () => {
  await stage.tables.create('guarded');
  await stage.writers.create('clinging', { table: 'guarded' });
  await heals('clinging');
  await stage.tables.sql('create function keep() returns trigger language plpgsql as $$ begin return null; end $$');
  await stage.tables.sql('create trigger keep before delete on guarded for each row execute function keep()');
  await stage.writers.delete('clinging');
  await soon(() => stage.writers.readiness('clinging')).toBe('RowNotRemoved');
  expect(await stage.tables.row(idOf('clinging'), 'guarded')).toBeDefined();
  await stage.tables.sql('drop trigger keep on guarded');
  await soon(() => stage.writers.get('clinging'), { timeoutMs: 60_000 }).toBeUndefined();
  expect(await stage.tables.row(idOf('clinging'), 'guarded')).toBeUndefined();
});

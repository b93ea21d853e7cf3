import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });

describe('one object, one row', () => {
  let store: PostgresRowStore;
  beforeAll(async () => {
    store = storeOn(env.database);
    await store.ready();
  });
  beforeEach(async () => {
    await env.sql('drop table if exists students, pupils');
    await env.sql('delete from postgres_writer.ledger');
    await env.sql(STUDENTS);
  });
  afterAll(() => store.close());

  const rows = (table = 'students') => env.sql(`select id, name, age, country from ${table} order by id`);
  const row = (name: string, over = {}) => ({ id: `default/${name}`, name, age: 23, country: 'canada', ...over });

  it('writes the sample', async () => {
    const place = { schema: 'public', table: 'students' };
    const outcome = await store.apply(
      applyOf('sample-student', { rows: [student('sample-student', { name: 'alex' })] }),
      never,
    );
    expect(outcome).toEqual({ kind: 'written', place, inserted: 1, updated: 0, pruned: 0 });
    expect(await rows()).toEqual([row('sample-student', { name: 'alex' })]);
  });

  it('follows an edit', async () => {
    await store.apply(applyOf('ann'), never);
    const outcome = await store.apply(
      applyOf('ann', { owner: owner('ann', { generation: 2 }), rows: [student('ann', { age: 24 })] }),
      never,
    );
    expect(outcome).toMatchObject({ kind: 'written', inserted: 0, updated: 1 });
    expect(await rows()).toEqual([row('ann', { age: 24 })]);
  });

  it('writes nothing, neither row nor ledger, when both are so already', async () => {
    const counts = async () =>
      await env.sql(
        `select n_tup_ins + n_tup_upd + n_tup_del as writes, relname from pg_stat_user_tables order by relname`,
      );
    const request = applyOf('ann');
    await store.apply(request, never);
    await env.sql('select pg_stat_force_next_flush()');
    const xmin = 'select xmin::text from students union all select xmin::text from postgres_writer.ledger order by 1';
    const before = [await counts(), await env.sql(xmin)];
    expect(await store.apply(request, never)).toMatchObject({ kind: 'inSync' });
    expect([await counts(), await env.sql(xmin)]).toEqual(before);
  });

  it('removes the row and leaves a tombstone', async () => {
    await store.apply(applyOf('ann'), never);
    expect(await store.remove(removeOf('ann'), never)).toEqual({ kind: 'absent', removed: 1, leftForeign: 0 });
    expect(await rows()).toEqual([]);
    expect(await env.sql(`select state from postgres_writer.ledger where name = 'ann'`)).toEqual([
      { state: 'tombstone' },
    ]);
    expect(await store.remove(removeOf('ann'), never)).toEqual({ kind: 'absent', removed: 0, leftForeign: 0 });
  });

  it('moves the row to another table in one transaction', async () => {
    await env.sql(STUDENTS.replace('students', 'pupils'));
    await store.apply(applyOf('ann'), never);
    const outcome = await store.apply(
      applyOf('ann', { table: 'pupils', owner: owner('ann', { generation: 2 }) }),
      never,
    );
    expect(outcome).toMatchObject({ kind: 'written', inserted: 1, movedFrom: { schema: 'public', table: 'students' } });
    expect([await rows(), await rows('pupils')]).toEqual([[], [row('ann')]]);
  });

  it('leaves both rows alone when the new place is taken by somebody else', async () => {
    await env.sql(STUDENTS.replace('students', 'pupils'));
    await env.sql(`insert into pupils values ('default/ann', 'her own', 1, 'x')`);
    await store.apply(applyOf('ann'), never);
    const outcome = await store.apply(
      applyOf('ann', { table: 'pupils', owner: owner('ann', { generation: 2 }) }),
      never,
    );
    expect(outcome).toMatchObject({ kind: 'conflict', key: 'default/ann', holder: { kind: 'foreign' } });
    expect([await rows(), await rows('pupils')]).toEqual([
      [row('ann')],
      [row('ann', { name: 'her own', age: 1, country: 'x' })],
    ]);
  });

  it('refuses a row that was there before, and says on removal that it left it', async () => {
    await env.sql(`insert into students values ('default/bob', 'theirs', 50, 'peru')`);
    expect(await store.apply(applyOf('bob'), never)).toMatchObject({ kind: 'conflict', holder: { kind: 'foreign' } });
    expect(await store.remove(removeOf('bob'), never)).toEqual({ kind: 'absent', removed: 0, leftForeign: 1 });
    expect(await rows()).toEqual([row('bob', { name: 'theirs', age: 50, country: 'peru' })]);
  });

  it('takes a row back whose ledger entry was lost, when told that it is ours', async () => {
    await store.apply(applyOf('ann'), never);
    await env.sql('delete from postgres_writer.ledger');
    const again = applyOf('ann', { rows: [student('ann', { age: 30 })], reclaim: true });
    expect(await store.apply(again, never)).toMatchObject({ kind: 'written', updated: 1 });
    await env.sql('delete from postgres_writer.ledger');
    expect(await store.remove(removeOf('ann', { reclaim: true }), never)).toMatchObject({ removed: 1 });
    expect(await rows()).toEqual([]);
  });

  it('names the object that has the row', async () => {
    await store.apply(applyOf('ann'), never);
    const other = applyOf('other', { rows: [student('ann', { age: 1 })] });
    expect(await store.apply(other, never)).toMatchObject({
      kind: 'conflict',
      holder: { kind: 'object', clusterId: 'cluster-a', namespace: 'default', name: 'ann' },
    });
    expect(await store.remove(removeOf('other', { keys: ['default/ann'] }), never)).toEqual({
      kind: 'absent',
      removed: 0,
      leftForeign: 0,
    });
    expect(await rows()).toEqual([row('ann')]);
  });

  it('re-creates a row that was deleted by hand, and mends one that was edited', async () => {
    const request = applyOf('ann');
    await store.apply(request, never);
    await env.sql('delete from students');
    expect(await store.apply(request, never)).toMatchObject({ kind: 'written', inserted: 1 });
    await env.sql('update students set age = 99');
    expect(await store.apply(request, never)).toMatchObject({ kind: 'written', updated: 1 });
    expect(await rows()).toEqual([row('ann')]);
  });

  it('leaves extra columns alone on update', async () => {
    await env.sql(`alter table students add note text default 'kept'`);
    await store.apply(applyOf('ann'), never);
    await env.sql(`update students set note = 'by hand'`);
    await store.apply(
      applyOf('ann', { owner: owner('ann', { generation: 2 }), rows: [student('ann', { age: 5 })] }),
      never,
    );
    expect(await env.sql('select age, note from students')).toEqual([{ age: 5, note: 'by hand' }]);
  });
});

describe('the fence', () => {
  let store: PostgresRowStore;
  beforeAll(async () => {
    store = storeOn(env.database);
    await env.sql('drop table if exists students, pupils');
    await env.sql('delete from postgres_writer.ledger');
    await env.sql(STUDENTS);
    await env.sql(STUDENTS.replace('students', 'pupils'));
  });
  afterAll(() => store.close());

  const late = (name: string, age: number) =>
    applyOf(name, { owner: owner(name, { resourceVersion: '5' }), rows: [student(name, { age })] });

  it('lets a late writer write nothing', async () => {
    await store.apply(applyOf('ann'), never);
    expect(await store.apply(late('ann', 1), never)).toEqual({ kind: 'fenced' });
    expect(await store.remove(removeOf('ann', { owner: owner('ann', { resourceVersion: '5' }) }), never)).toEqual({
      kind: 'fenced',
    });
    expect(await env.sql(`select age from students where id = 'default/ann'`)).toEqual([{ age: 23 }]);
  });

  it('lets a late writer bring no removed row back, also when the row was never written', async () => {
    await store.apply(applyOf('bob'), never);
    for (const name of ['bob', 'never-written']) {
      await store.remove(removeOf(name), never);
      expect(await store.apply(late(name, 1), never)).toEqual({ kind: 'fenced' });
      expect(await env.sql('select id from students where id = $1', [`default/${name}`])).toEqual([]);
    }
  });

  it('lets a late writer bring no row back into the table it was moved from', async () => {
    await store.apply(applyOf('mia'), never);
    await store.apply(applyOf('mia', { table: 'pupils', owner: owner('mia', { generation: 2 }) }), never);
    expect(await store.apply(late('mia', 1), never)).toEqual({ kind: 'fenced' });
    expect(await env.sql(`select id from students where id = 'default/mia'`)).toEqual([]);
  });

  it('advances the ledger for an equal row of a newer generation, so that A, B, A lets no late B pass', async () => {
    await store.apply(applyOf('eve'), never);
    const b = applyOf('eve', { owner: owner('eve', { generation: 2 }), rows: [student('eve', { age: 1 })] });
    const a = applyOf('eve', { owner: owner('eve', { generation: 3 }) });
    expect(await store.apply(a, never)).toMatchObject({ kind: 'inSync' });
    expect(await store.apply(b, never)).toEqual({ kind: 'fenced' });
  });

  it('lets an object that was created anew take over from its namesake', async () => {
    await store.apply(applyOf('zoe'), never);
    const anew = applyOf('zoe', { owner: owner('zoe', { uid: 'another' }), rows: [student('zoe', { age: 7 })] });
    expect(await store.apply(anew, never)).toMatchObject({ kind: 'written', updated: 1 });
    await store.remove(removeOf('zoe', { owner: owner('zoe', { uid: 'another' }) }), never);
    expect(await store.apply(applyOf('zoe', { owner: owner('zoe', { uid: 'third' }) }), never)).toMatchObject({
      inserted: 1,
    });
  });
});

import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
let store: PostgresRowStore;

beforeEach(async () => {
  await env.sql('drop schema if exists postgres_writer cascade');
  await env.sql('drop table if exists students');
  await env.sql(STUDENTS);
  store = storeOn(env.database);
});
afterEach(() => store.close());

const rows = () => env.sql('select id, age from students order by id');
const edit = (name: string, age: number, over = {}) =>
  applyOf(name, { owner: owner(name, { generation: age }), rows: [student(name, { age })], ...over });

describe('adoption', () => {
  beforeEach(() => env.sql(`insert into students values ('default/ann', 'x', 1, 'y')`));

  it('takes a row that nobody holds, when asked to', async () => {
    expect(await store.apply(edit('ann', 30, { adopt: true }), never)).toMatchObject({ kind: 'written', updated: 1 });
    expect(await store.apply(edit('ann', 31), never)).toMatchObject({ kind: 'written', updated: 1 });
    expect(await store.remove(removeOf('ann'), never)).toMatchObject({ removed: 1 });
  });

  it('takes no row that another object holds', async () => {
    await store.apply(edit('ann', 30, { adopt: true }), never);
    const thief = applyOf('thief', { rows: [student('ann', { age: 99 })], adopt: true });
    expect(await store.apply(thief, never)).toMatchObject({
      kind: 'conflict',
      holder: { kind: 'object', name: 'ann' },
    });
    const elsewhere = storeOn(env.database, { clusterId: 'cluster-b' });
    expect(await elsewhere.apply(edit('ann', 99, { adopt: true }), never)).toMatchObject({
      kind: 'conflict',
      holder: { clusterId: 'cluster-a' },
    });
    await elsewhere.close();
    expect(await rows()).toEqual([{ id: 'default/ann', age: 30 }]);
  });

  it('upgrades in place from an operator that kept no ledger: equal rows are taken without a write', async () => {
    await env.sql(`update students set name = 'ann', age = 23, country = 'canada'`);
    const xmin = await env.sql('select xmin::text from students');
    expect(await store.apply(applyOf('ann', { adopt: true }), never)).toMatchObject({ kind: 'inSync' });
    expect(await env.sql('select xmin::text from students')).toEqual(xmin);
    expect(await store.remove(removeOf('ann'), never)).toMatchObject({ removed: 1 });
  });
});

describe('retained rows', () => {
  const retain = (name: string) => removeOf(name, { deletionPolicy: 'Retain' });

  it('stay when their object goes, and nobody else may have them', async () => {
    await store.apply(edit('ann', 30), never);
    expect(await store.remove(retain('ann'), never)).toEqual({
      kind: 'absent',
      removed: 0,
      leftForeign: 0,
      retained: 1,
    });
    expect(await store.remove(retain('ann'), never)).toMatchObject({ retained: 1 });
    expect(await rows()).toEqual([{ id: 'default/ann', age: 30 }]);
    const other = applyOf('other', { rows: [student('ann', { age: 99 })], adopt: true });
    expect(await store.apply(other, never)).toMatchObject({
      kind: 'conflict',
      holder: { kind: 'object', name: 'ann' },
    });
  });

  it('are taken back by the same name, whose object is another by then', async () => {
    await store.apply(edit('ann', 30), never);
    await store.remove(retain('ann'), never);
    const anew = edit('ann', 31, { owner: owner('ann', { uid: 'anew' }) });
    expect(await store.apply(anew, never)).toMatchObject({ kind: 'written', updated: 1 });
    expect(await store.remove(removeOf('ann', { owner: owner('ann', { uid: 'anew' }) }), never)).toMatchObject({
      removed: 1,
    });
  });

  it('are fenced like removed ones', async () => {
    await store.apply(edit('ann', 30), never);
    await store.remove(retain('ann'), never);
    const late = edit('ann', 1, { owner: owner('ann', { resourceVersion: '5' }) });
    expect(await store.apply(late, never)).toEqual({ kind: 'fenced' });
    expect(await rows()).toEqual([{ id: 'default/ann', age: 30 }]);
  });

  it('are all rows of an owner of many', async () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ key: `r${i}`, columns: { age: i } }));
    await store.apply(applyOf('class', { rows: many }), never);
    expect(await store.remove(removeOf('class', { keys: [], deletionPolicy: 'Retain' }), never)).toMatchObject({
      retained: 5,
    });
    expect(
      await store.apply(applyOf('class', { owner: owner('class', { generation: 2 }), rows: many.slice(1) }), never),
    ).toMatchObject({ pruned: 1 });
  });
});

describe('the epoch', () => {
  const raise = () => env.sql('update postgres_writer.settings set epoch = epoch + 1');

  it('lets the writers of an older state write nothing at all, and says why', async () => {
    await store.apply(edit('ann', 30), never);
    await raise();
    const over = {
      failure: 'blocked',
      reason: 'LedgerUnavailable',
      message: expect.stringContaining('epoch') as string,
    };
    await expect(store.apply(edit('ann', 31), never)).rejects.toMatchObject(over);
    await expect(store.apply(edit('new', 31), never)).rejects.toMatchObject(over);
    await expect(store.remove(removeOf('ann'), never)).rejects.toMatchObject(over);
    await expect(store.apply(applyOf('two', { rows: [student('a'), student('b')] }), never)).rejects.toMatchObject(
      over,
    );
    expect(await rows()).toEqual([{ id: 'default/ann', age: 30 }]);
  });

  it('lets those of the restored state pass, whose versions count from lower', async () => {
    await store.apply(edit('ann', 30), never);
    await raise();
    const restored = storeOn(env.database);
    const lower = edit('ann', 31, { owner: owner('ann', { resourceVersion: '7', generation: 31 }) });
    expect(await restored.apply(lower, never)).toMatchObject({ kind: 'written', updated: 1 });
    await restored.close();
  });
});
